/** Seals and opens vault blobs as docs/device-library.md describes them, with node:crypto: the tests' own view. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";

const KEY_BYTES = 32;
const SIZES = { version: 1, nonce: 13, content: 176, tag: 16 };

function tagOf(name: string): string {
  return createHash("sha256").update(`tightlip/vault/1/${name}`).digest("hex").slice(0, 10);
}

/** The setting in which a slot of the vault lies. */
export function slotKey(name: string, slot: "a" | "b"): string {
  return `v.${tagOf(name)}${slot}`;
}

function nameKey(deviceKey: Uint8Array, name: string): Buffer {
  return Buffer.from(hkdfSync("sha256", deviceKey, "", `tightlip/vault/1/${tagOf(name)}`, KEY_BYTES));
}

/** The content of a blob: `value` under a sequence number, padded with zeros. */
export function vaultContent(sequence: number, value: Uint8Array): Buffer {
  const content = Buffer.alloc(SIZES.content);
  content.writeUInt32LE(sequence, 0);
  content.writeUInt16LE(value.length, 4);
  content.set(value, 6);
  return content;
}

export function sealBlob(
  deviceKey: Uint8Array,
  name: string,
  content: Uint8Array,
  nonce: Uint8Array = new Uint8Array(SIZES.nonce).fill(7),
): Buffer {
  const cipher = createCipheriv("aes-256-ccm", nameKey(deviceKey, name), nonce, { authTagLength: SIZES.tag });
  const sealed = cipher.update(content);
  cipher.final();
  return Buffer.concat([Uint8Array.of(1), nonce, sealed, cipher.getAuthTag(), Uint8Array.of(0)]);
}

/** Throws when the tag does not fit. */
export function openBlob(
  deviceKey: Uint8Array,
  name: string,
  blob: Uint8Array,
): { sequence: number; value: Buffer } {
  const nonce = blob.subarray(SIZES.version, SIZES.version + SIZES.nonce);
  const decipher = createDecipheriv("aes-256-ccm", nameKey(deviceKey, name), nonce, {
    authTagLength: SIZES.tag,
  });
  const tagAt = SIZES.version + SIZES.nonce + SIZES.content;
  decipher.setAuthTag(blob.subarray(tagAt, tagAt + SIZES.tag));
  const content = decipher.update(blob.subarray(SIZES.version + SIZES.nonce, tagAt));
  decipher.final();
  return { sequence: content.readUInt32LE(0), value: content.subarray(6, 6 + content.readUInt16LE(4)) };
}
