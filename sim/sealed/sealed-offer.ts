/**
 * Blob that an owner's phone hands to an appliance that offers sealed provisioning
 * (services/sealed-provisioning.md): WiFi credentials, sealed under the pairing code that is
 * printed on the appliance.
 *
 * version 1 (1) · device (8) · counter (4, little-endian) · salt (16) · nonce (13) · sealed content (112) · tag (16).
 * The key is HKDF-SHA256 of the code with that salt and, as info, "tightlip/provision/1/", device and counter: a blob
 * whose head was changed does not open.
 */

import { concat, toBytes, toText } from "../tape/bytes.ts";
import { deriveKey, NONCE_BYTES, type SealingCrypto, TAG_BYTES } from "./sealing.ts";

/** A WiFi network as it is handed over. */
interface OfferedNetwork {
  readonly ssid: string;
  readonly psk: string;
}

export interface SealedOffer {
  /** The pairing code in its normal form: 16 digits of Crockford's base 32, in capitals. */
  readonly code: string;
  /** 8 bytes, as the appliance's register `device` gives them. */
  readonly device: Uint8Array;
  /** Higher than that of the last blob that the appliance accepted. */
  readonly counter: number;
  /** The network to join; null to forget the one it knows. */
  readonly network: OfferedNetwork | null;
}

/** Bytes that must be new for each blob. */
export interface Freshness {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** 13 bytes. */
  readonly nonce: Uint8Array;
}

const VERSION = 1;
const PURPOSE = "tightlip/provision/1/";
export const SALT_BYTES = 16;
export { NONCE_BYTES };

const CONTENT_BYTES = 112;
const JOIN = 1;
const FORGET = 2;
/** IEEE 802.11: names of at most 32 bytes; passphrases of 63 characters, keys of 64 digits. */
const MAX_BYTES = { ssid: 32, psk: 64 };

/** Throws RangeError for a name or passphrase that is too long, and for a name that is empty. */
export function sealOffer(crypto: SealingCrypto, offer: SealedOffer, { salt, nonce }: Freshness): Uint8Array {
  const counter = new Uint8Array(4);
  new DataView(counter.buffer).setUint32(0, offer.counter, true);
  const info = concat(toBytes(PURPOSE), offer.device, counter);
  const key = deriveKey(crypto, toBytes(offer.code), salt, info);
  const sealed = crypto.sealAes256Ccm(key, nonce, contentOf(offer.network));
  return concat(Uint8Array.of(VERSION), offer.device, counter, salt, nonce, sealed);
}

export const OFFER_BYTES = 1 + 8 + 4 + SALT_BYTES + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES;

/** Offset of ciphertext and tag, which reach to the end. Bytes before them are chosen by whoever seals. */
export const OFFER_SEALED_AT = OFFER_BYTES - CONTENT_BYTES - TAG_BYTES;

/** Nonce of an offer that this code opens and that hides how long name and passphrase are; null of anything else. */
export function nonceOfOffer(crypto: SealingCrypto, code: string, blob: Uint8Array): Uint8Array | null {
  if (blob.length !== OFFER_BYTES || blob[0] !== VERSION) return null;
  const saltAt = OFFER_BYTES - TAG_BYTES - CONTENT_BYTES - NONCE_BYTES - SALT_BYTES;
  const salt = blob.subarray(saltAt, saltAt + SALT_BYTES);
  const key = deriveKey(crypto, toBytes(code), salt, concat(toBytes(PURPOSE), blob.subarray(1, saltAt)));
  const nonce = blob.subarray(saltAt + SALT_BYTES, saltAt + SALT_BYTES + NONCE_BYTES);
  const content = crypto.openAes256Ccm(key, nonce, blob.subarray(saltAt + SALT_BYTES + NONCE_BYTES));
  if (content === null) return null;
  const end = content[0] === JOIN ? 3 + content[1] + content[2] : 1;
  return content.subarray(end).every((byte) => byte === 0) ? nonce : null;
}

/** The network in an offer's content; null when it says to forget. */
export function networkInOffer(content: Uint8Array): OfferedNetwork | null {
  if (content[0] !== JOIN) return null;
  const pskAt = 3 + content[1];
  return {
    ssid: toText(content.subarray(3, pskAt)),
    psk: toText(content.subarray(pskAt, pskAt + content[2])),
  };
}

/**
 * Content to seal: action (1), length of the name (1), length of the passphrase (1), both, and
 * zeros up to the fixed size.
 */
function contentOf(network: OfferedNetwork | null): Uint8Array {
  const content = new Uint8Array(CONTENT_BYTES);
  if (network === null) {
    content[0] = FORGET;
    return content;
  }
  const ssid = toBytes(network.ssid);
  const psk = toBytes(network.psk);
  if (ssid.length === 0 || ssid.length > MAX_BYTES.ssid)
    throw new RangeError(`a network's name has 1 to ${MAX_BYTES.ssid} bytes`);
  if (psk.length > MAX_BYTES.psk) throw new RangeError(`a passphrase has at most ${MAX_BYTES.psk} bytes`);
  content.set([JOIN, ssid.length, psk.length]);
  content.set(ssid, 3);
  content.set(psk, 3 + ssid.length);
  return content;
}
