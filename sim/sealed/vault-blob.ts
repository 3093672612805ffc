/** The blobs in which the device library's vault keeps secrets (docs/device-library.md, "Vault format"). */

import { toBytes } from "../tape/bytes.ts";
import { deriveKey, NONCE_BYTES, type SealingCrypto, TAG_BYTES } from "./sealing.ts";

const VERSION = 1;
const CONTENT_BYTES = 176;
/** Sequence number (4) and length (2) of the value, little-endian. */
const LENGTH_AT = 4;
const VALUE_AT = 6;
/** Last byte, by which a blob is told from one whose write ended early. */
const END = 0;
export const VAULT_BLOB_BYTES = 1 + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES + 1;

/** Offset of ciphertext and tag, which reach to the last byte. Bytes before them are chosen by whoever seals. */
export const VAULT_SEALED_AT = 1 + NONCE_BYTES;

export interface OpenedBlob {
  readonly nonce: Uint8Array;
  readonly value: Uint8Array;
  /** It is as long as any other, with nothing but zeros after the value. */
  readonly isPadded: boolean;
}

/** The tag of a blob, ten hexadecimal digits, in the key of a setting that holds one; null in any other. */
export function vaultTagOf(key: string): string | null {
  return /^v\.([0-9a-f]{10})[ab]$/.exec(key)?.[1] ?? null;
}

/** Null when the device's key does not open it under that tag. */
export function openVaultBlob(
  crypto: SealingCrypto,
  deviceKey: Uint8Array,
  tag: string,
  blob: Uint8Array,
): OpenedBlob | null {
  const end = VAULT_BLOB_BYTES - 1;
  if (blob.length !== VAULT_BLOB_BYTES || blob[0] !== VERSION || blob[end] !== END) return null;
  const info = toBytes(`tightlip/vault/${VERSION}/${tag}`);
  const key = deriveKey(crypto, deviceKey, new Uint8Array(), info);
  const nonce = blob.subarray(1, 1 + NONCE_BYTES);
  const content = crypto.openAes256Ccm(key, nonce, blob.subarray(1 + NONCE_BYTES, end));
  if (content === null) return null;
  const valueEnd = VALUE_AT + (content[LENGTH_AT] | (content[LENGTH_AT + 1] << 8));
  const isPadded = valueEnd <= CONTENT_BYTES && content.subarray(valueEnd).every((byte) => byte === 0);
  return { nonce, value: content.subarray(VALUE_AT, valueEnd), isPadded };
}
