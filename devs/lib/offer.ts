// Opens the blobs of sealed provisioning. Format: docs/device-library.md.
import { deriveKey, NONCE_BYTES, TAG_BYTES, unseal } from "./seal";

const DEVICE_BYTES = 8;
const VERSION = 1;
const PURPOSE = "tightlip/provision/1/";
const COUNTER_AT = 1 + DEVICE_BYTES;
const SALT_AT = COUNTER_AT + 4;
const SALT_BYTES = 16;
const SEALED_AT = SALT_AT + SALT_BYTES;
/** Content of a blob: action (1), length of the name (1), length of the passphrase (1), both, and zeros. */
const CONTENT_BYTES = 112;
const OFFER_BYTES = SEALED_AT + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES;
const JOIN = 1;
const FORGET = 2;
const MAX_SSID_BYTES = 32;
const MAX_PSK_BYTES = 64;

/** The status of the service's report. */
export enum Status {
  Accepted = 0,
  Malformed = 1,
  OtherVersion = 2,
  OtherDevice = 3,
  Replayed = 4,
  Refused = 5,
  TooSoon = 6,
  NoConsent = 7,
}

export interface Network {
  ssid: Buffer;
  psk: Buffer;
}

/** Status of a blob as far as it shows without the code; Accepted when nothing is wrong. */
export function readHead(blob: Buffer, device: Buffer, lastCounter: number): Status {
  if (blob.length === 0) return Status.Malformed;
  if (blob[0] !== VERSION) return Status.OtherVersion;
  if (blob.length !== OFFER_BYTES) return Status.Malformed;
  if (blob.slice(1, COUNTER_AT).toString("hex") !== device.toString("hex")) return Status.OtherDevice;
  if (counterOf(blob) <= lastCounter) return Status.Replayed;
  return Status.Accepted;
}

export function counterOf(blob: Buffer): number {
  return blob.getAt(COUNTER_AT, "u32");
}

/** The content of a blob whose head is in order; undefined when it was not sealed under this code. */
export function openOffer(blob: Buffer, code: string): Buffer | undefined {
  const info = Buffer.from(PURPOSE).concat(blob.slice(1, SALT_AT));
  const key = deriveKey(code, blob.slice(SALT_AT, SEALED_AT), info);
  return unseal(key, blob.slice(SEALED_AT));
}

/** The network to join, null to forget the one that is known, undefined for what is neither. */
export function networkOf(content: Buffer): Network | null | undefined {
  if (content[0] === FORGET) return null;
  const ssidEnd = 3 + content[1];
  const pskEnd = ssidEnd + content[2];
  if (content[0] !== JOIN || content[1] === 0 || content[1] > MAX_SSID_BYTES || content[2] > MAX_PSK_BYTES)
    return undefined;
  return { ssid: content.slice(3, ssidEnd), psk: content.slice(ssidEnd, pskEnd) };
}
