/**
 * Blob that an owner's phone hands to an appliance that offers sealed provisioning
 * (services/sealed-provisioning.md): WiFi credentials and an owner key, sealed under the pairing code that is
 * printed on the appliance, or under the owner key that it was handed before.
 *
 * version 2 (1) · device (8) · challenge (16) · nonce (13) · sealed content (144) · tag (16).
 * The key is HKDF-SHA256 of code or owner key with the challenge as salt and, as info, "tightlip/provision/2/offer"
 * and device: a blob whose head was changed does not open.
 */

import { concat, sameBytes, toBytes, toText } from "../tape/bytes.ts";
import { deriveKey, NONCE_BYTES, type SealingCrypto, TAG_BYTES } from "./sealing.ts";

/** A WiFi network as it is handed over. */
interface OfferedNetwork {
  readonly ssid: string;
  readonly psk: string;
}

export interface SealedOffer {
  /**
   * The secret that opens it: of an appliance without an owner the bytes of its pairing code in normal form, 16 digits
   * of Crockford's base 32 in capitals; of another the owner key.
   */
  readonly secret: Uint8Array;
  /** 8 bytes, as the appliance's register `device` gives them. */
  readonly device: Uint8Array;
  /** 16 bytes, as the appliance's register `state` gives them. */
  readonly challenge: Uint8Array;
  /** The network to join; null to forget the one it knows, and its owner. */
  readonly network: OfferedNetwork | null;
  /** 32 bytes under which the next blob is sealed; not used where the appliance is to forget. */
  readonly ownerKey: Uint8Array;
}

/** Register `state` of the service, taken apart. */
export interface ApplianceState {
  readonly version: number;
  readonly isOwned: boolean;
  readonly challenge: Uint8Array;
}

export const OFFER_VERSION = 2;
const PURPOSE = "tightlip/provision/2/";
const DEVICE_BYTES = 8;
const CHALLENGE_BYTES = 16;
export const OWNER_KEY_BYTES = 32;
export { NONCE_BYTES };

const PROOF_BYTES = 16;
const ACCEPTED = 0;

const CONTENT_BYTES = 144;
const JOIN = 1;
const FORGET = 2;
const OWNER_KEY_AT = 3;
const NETWORK_AT = OWNER_KEY_AT + OWNER_KEY_BYTES;
/** IEEE 802.11: names of at most 32 bytes; passphrases of 63 characters, keys of 64 digits. */
const MAX_BYTES = { ssid: 32, psk: 64 };

const CHALLENGE_AT = 1 + DEVICE_BYTES;
const NONCE_AT = CHALLENGE_AT + CHALLENGE_BYTES;

/** Offset of ciphertext and tag, which reach to the end. Bytes before them are chosen by whoever seals. */
export const OFFER_SEALED_AT = NONCE_AT + NONCE_BYTES;
export const OFFER_BYTES = OFFER_SEALED_AT + CONTENT_BYTES + TAG_BYTES;

/**
 * The blob; `nonce` has 13 bytes and must be new for each. Throws RangeError for a name or passphrase that is too long,
 * and for a name that is empty.
 */
export function sealOffer(crypto: SealingCrypto, offer: SealedOffer, nonce: Uint8Array): Uint8Array {
  const head = concat(Uint8Array.of(OFFER_VERSION), offer.device, offer.challenge);
  const sealed = crypto.sealAes256Ccm(keyFor(crypto, "offer", offer.secret, head), nonce, contentOf(offer));
  return concat(head, nonce, sealed);
}

/** Proof of 16 bytes that an appliance which this secret opens has accepted the blob. */
export function proofOfAcceptance(crypto: SealingCrypto, secret: Uint8Array, blob: Uint8Array): Uint8Array {
  const message = concat(Uint8Array.of(ACCEPTED), blob);
  return crypto.hmacSha256(keyFor(crypto, "answer", secret, blob), message).slice(0, PROOF_BYTES);
}

/** True if a report of the command `offer` says that the blob was accepted, and proves it. */
export function provesAcceptance(
  crypto: SealingCrypto,
  secret: Uint8Array,
  blob: Uint8Array,
  report: Uint8Array,
): boolean {
  return report[0] === ACCEPTED && sameBytes(report.subarray(1), proofOfAcceptance(crypto, secret, blob));
}

/** Null for what is no value of the register `state` of any version from 2 on. */
export function readState(bytes: Uint8Array): ApplianceState | null {
  if (bytes.length === 0 || bytes[0] < OFFER_VERSION) return null;
  const challenge = bytes.slice(2, 2 + CHALLENGE_BYTES);
  if (bytes[0] === OFFER_VERSION && (bytes.length !== 2 + CHALLENGE_BYTES || bytes[1] > 1)) return null;
  return { version: bytes[0], isOwned: bytes[1] === 1, challenge };
}

/** An offer that its secret opens, and that hides how long name and passphrase are. */
export interface OpenedOffer {
  readonly nonce: Uint8Array;
  /** Null where it tells the appliance to forget. */
  readonly ownerKey: Uint8Array | null;
}

/** Null for what this secret does not open, and for content with anything but zeros at its end. */
export function openOffer(crypto: SealingCrypto, secret: Uint8Array, blob: Uint8Array): OpenedOffer | null {
  if (blob.length !== OFFER_BYTES || blob[0] !== OFFER_VERSION) return null;
  const nonce = blob.subarray(NONCE_AT, OFFER_SEALED_AT);
  const key = keyFor(crypto, "offer", secret, blob);
  const content = crypto.openAes256Ccm(key, nonce, blob.subarray(OFFER_SEALED_AT));
  if (content === null) return null;
  const isJoin = content[0] === JOIN;
  const end = isJoin ? NETWORK_AT + content[1] + content[2] : 1;
  if (content.subarray(end).some((byte) => byte !== 0)) return null;
  return { nonce, ownerKey: isJoin ? content.slice(OWNER_KEY_AT, NETWORK_AT) : null };
}

/** The network in an offer's content; null when it says to forget, and for the content of another version. */
export function networkInOffer(content: Uint8Array): OfferedNetwork | null {
  if (content.length !== CONTENT_BYTES || content[0] !== JOIN) return null;
  const pskAt = NETWORK_AT + content[1];
  return {
    ssid: toText(content.subarray(NETWORK_AT, pskAt)),
    psk: toText(content.subarray(pskAt, pskAt + content[2])),
  };
}

/** `head`: whatever starts with version, device and challenge. */
function keyFor(
  crypto: SealingCrypto,
  use: "offer" | "answer",
  secret: Uint8Array,
  head: Uint8Array,
): Uint8Array {
  const info = concat(toBytes(PURPOSE + use), head.subarray(1, CHALLENGE_AT));
  return deriveKey(crypto, secret, head.subarray(CHALLENGE_AT, NONCE_AT), info);
}

/**
 * Content to seal: action (1), length of the name (1), length of the passphrase (1), owner key (32), name,
 * passphrase, and zeros up to the fixed size.
 */
function contentOf({ network, ownerKey }: SealedOffer): Uint8Array {
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
  content.set(ownerKey, OWNER_KEY_AT);
  content.set(ssid, NETWORK_AT);
  content.set(psk, NETWORK_AT + ssid.length);
  return content;
}
