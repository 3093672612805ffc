// A Vault keeps secrets in the settings store, sealed under the device's own key. Format: docs/device-library.md.
import { digest } from "@devicescript/crypto";
import { deviceKey } from "./made";
import { deriveKey, NONCE_BYTES, seal, TAG_BYTES, unseal } from "./seal";
import { Secret } from "./secret";
import { eraseBytes, readBytes, sameBytes, writeBytes } from "./store";

const VERSION = 1;
const PURPOSE = "tightlip/vault/1/";
/** Sequence number (4), length (2), then the value, padded with zeros: every blob has one size. */
const CONTENT_BYTES = 176;
const HEADER_BYTES = 6;
/** Last byte of a blob. Flash that was not written yet reads 0xff there, so a blob that has it is whole. */
const END = 0;
const BLOB_BYTES = 1 + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES + 1;
/** Longest value that can be kept, bytes. */
export const MAX_SECRET_BYTES = CONTENT_BYTES - HEADER_BYTES;
/** Bytes of the hash that stands for a name in the settings' keys, which have room for 13 characters. */
const TAG_OF_NAME_BYTES = 5;
const SLOTS = ["a", "b"];
const ERASED = 0xff;
const watchers: { name: string; act: () => void }[] = [];

/** Calls `act` each time that any vault of this program has erased this name. */
export function whenErased(name: string, act: () => void) {
  watchers.push({ name, act });
}

interface Opened {
  slot: number;
  sequence: number;
  value: Buffer;
}

export class Vault {
  private readonly keyOf: (tag: string) => Buffer;

  /** Throws when the board was made without a key. */
  constructor() {
    const key = deviceKey();
    this.keyOf = (tag) => deriveKey(key, "", PURPOSE + tag);
  }

  /**
   * Keeps a secret under a name. A power cut leaves the old value or the new one. One write of
   * flash, none if the value is the one that is kept already. Throws for a value of more than 170 bytes and when
   * the store is full; the old value stays then.
   */
  async store(name: string, secret: Secret) {
    const { current } = await this.look(name);
    const value = secret.use((bytes) => bytes.slice());
    if (value.length > MAX_SECRET_BYTES) throw new RangeError(`vault: at most ${MAX_SECRET_BYTES} bytes`);
    if (current !== undefined && sameBytes(current.value, value)) return;
    const content = Buffer.alloc(CONTENT_BYTES);
    content.setAt(0, "u32", current === undefined ? 1 : current.sequence + 1);
    content.setAt(4, "u16", value.length);
    content.set(value, HEADER_BYTES);
    const tag = tagOf(name);
    const blob = Buffer.from([VERSION])
      .concat(seal(this.keyOf(tag), content))
      .concat(Buffer.from([END]));
    // The slot that does not hold the current value: whatever happens to this write, that one stays.
    await writeBytes(slotKey(tag, current === undefined ? 0 : 1 - current.slot), blob);
  }

  /**
   * The secret that is kept under a name; undefined when none is. Throws when there is one that can't be opened: it
   * was changed, or sealed by another device.
   */
  async load(name: string): Promise<Secret | undefined> {
    const { current, refused } = await this.look(name);
    if (current !== undefined) return new Secret(current.value);
    if (refused) throw new Error(`vault: "${name}" was changed, or sealed under another device's key`);
    return undefined;
  }

  /** Keeps it no longer. What flash still holds of it is sealed, and goes when `forget` clears the store. */
  async erase(name: string) {
    const { current } = await this.look(name);
    const last = current === undefined ? 0 : current.slot;
    // The newest goes last: an older one never comes back.
    await eraseBytes(slotKey(tagOf(name), 1 - last));
    await eraseBytes(slotKey(tagOf(name), last));
    for (const watcher of watchers) if (watcher.name === name) watcher.act();
  }

  private async look(name: string): Promise<{ current: Opened | undefined; refused: boolean }> {
    let current: Opened | undefined;
    let refused = false;
    const tag = tagOf(name);
    const key = this.keyOf(tag);
    for (let slot = 0; slot < SLOTS.length; slot++) {
      const blob = await readBytes(slotKey(tag, slot));
      if (blob.length === 0) continue;
      const content = isWhole(blob) ? unseal(key, blob.slice(1, BLOB_BYTES - 1)) : undefined;
      if (content === undefined) {
        refused = refused || !isTorn(blob);
        continue;
      }
      const sequence = content.getAt(0, "u32");
      if (current !== undefined && current.sequence > sequence) continue;
      const length = content.getAt(4, "u16");
      current = { slot, sequence, value: content.slice(HEADER_BYTES, HEADER_BYTES + length) };
    }
    return { current, refused };
  }
}

function isWhole(blob: Buffer): boolean {
  return blob.length === BLOB_BYTES && blob[0] === VERSION && blob[BLOB_BYTES - 1] === END;
}

/**
 * True if the power went before the blob was written to its end, so that nothing was kept yet. Only what anybody can see is
 * asked: an answer that depended on the key would tell whoever puts changed blobs there, a byte at a time, what they
 * say.
 */
function isTorn(blob: Buffer): boolean {
  if (blob.length !== BLOB_BYTES || blob[BLOB_BYTES - 1] !== ERASED) return false;
  if (blob[0] === VERSION) return true;
  for (let i = 0; i < BLOB_BYTES; i++) if (blob[i] !== ERASED) return false;
  return true;
}

function slotKey(tag: string, slot: number): string {
  return `v.${tag}${SLOTS[slot]}`;
}

/** Ten hexadecimal digits: short enough for a key, and no word that says what is kept there. */
function tagOf(name: string): string {
  return digest("sha256", PURPOSE + name)
    .slice(0, TAG_OF_NAME_BYTES)
    .toString("hex");
}
