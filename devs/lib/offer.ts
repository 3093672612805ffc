// Opens the blobs of sealed provisioning and makes the proof of acceptance. Format: docs/device-library.md.
import { hmac } from "@devicescript/crypto";
import { deriveKey, NONCE_BYTES, TAG_BYTES, unseal } from "./seal";

/** Version of the format; blobs of any other are refused. */
export const VERSION = 2;
const PURPOSE = "tightlip/provision/2/";
const DEVICE_BYTES = 8;
export const CHALLENGE_BYTES = 16;
const CHALLENGE_AT = 1 + DEVICE_BYTES;
const SEALED_AT = CHALLENGE_AT + CHALLENGE_BYTES;
/** Content: action (1), lengths of name and passphrase (1 each), owner key (32), name, passphrase, and zeros. */
export const CONTENT_BYTES = 144;
const OFFER_BYTES = SEALED_AT + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES;
const JOIN = 1;
const FORGET = 2;
const OWNER_KEY_AT = 3;
const NETWORK_AT = OWNER_KEY_AT + 32;
const MAX_SSID_BYTES = 32;
const MAX_PSK_BYTES = 64;
const PROOF_BYTES = 16;

/** The status of the service's report. */
export enum Status {
  Accepted = 0,
  Malformed = 1,
  OtherVersion = 2,
  OtherDevice = 3,
  Stale = 4,
  Refused = 5,
  Busy = 6,
  NoConsent = 7,
}

export interface Network {
  ssid: Buffer;
  psk: Buffer;
}

/** Status of a blob as far as it shows without a key; Accepted when nothing is wrong. */
export function readHead(blob: Buffer, device: Buffer, challenge: Buffer): Status {
  if (blob.length === 0) return Status.Malformed;
  if (blob[0] !== VERSION) return Status.OtherVersion;
  if (blob.length !== OFFER_BYTES) return Status.Malformed;
  if (blob.slice(1, CHALLENGE_AT).toString("hex") !== device.toString("hex")) return Status.OtherDevice;
  if (blob.slice(CHALLENGE_AT, SEALED_AT).toString("hex") !== challenge.toString("hex")) return Status.Stale;
  return Status.Accepted;
}

/** The content of a blob whose head is in order; undefined when it was not sealed under this secret. */
export function openOffer(blob: Buffer, secret: Buffer | string): Buffer | undefined {
  return unseal(keyFor("offer", blob, secret), blob.slice(SEALED_AT));
}

/** Proof for the owner that the holder of the secret has accepted this very blob, 16 bytes. */
export function proofOfAcceptance(blob: Buffer, secret: Buffer | string): Buffer {
  const message = Buffer.from([Status.Accepted]).concat(blob);
  return hmac(keyFor("answer", blob, secret), "sha256", message).slice(0, PROOF_BYTES);
}

/** The network to join, null to forget the one that is known, undefined for what is neither. */
export function networkOf(content: Buffer): Network | null | undefined {
  if (content[0] === FORGET) return null;
  const ssidEnd = NETWORK_AT + content[1];
  const pskEnd = ssidEnd + content[2];
  if (content[0] !== JOIN || content[1] === 0 || content[1] > MAX_SSID_BYTES || content[2] > MAX_PSK_BYTES)
    return undefined;
  return { ssid: content.slice(NETWORK_AT, ssidEnd), psk: content.slice(ssidEnd, pskEnd) };
}

/** The key that opens the next blob; undefined where the code does, as after an order to forget. */
export function ownerKeyOf(content: Buffer): Buffer | undefined {
  return content[0] === JOIN ? content.slice(OWNER_KEY_AT, NETWORK_AT) : undefined;
}

function keyFor(use: string, blob: Buffer, secret: Buffer | string): Buffer {
  const info = Buffer.from(PURPOSE + use).concat(blob.slice(1, CHALLENGE_AT));
  return deriveKey(secret, blob.slice(CHALLENGE_AT, SEALED_AT), info);
}
