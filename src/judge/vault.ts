/**
 * Finds in what a device sent the blobs of the device library's vault (docs/device-library.md) that its own key
 * opens. What is in them is hidden from everybody without that key, so the platform may keep them.
 */
import { toBytes, toHex, toLatin1 } from "../../sim/bytes.ts";
import { deriveKey, NONCE_BYTES, type SealingCrypto, TAG_BYTES } from "../../sim/sealing.ts";
import type { Tape, TapeEvent } from "../../sim/tape.ts";

/** Bytes `[start, end)` of an event's payload. */
export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

const VERSION = 1;
const CONTENT_BYTES = 176;
/** Sequence number (4) and length (2) of the value, little-endian. */
const LENGTH_AT = 4;
const VALUE_AT = 6;
const BLOB_BYTES = 1 + NONCE_BYTES + CONTENT_BYTES + TAG_BYTES;

/** The key of a setting that holds a blob, as it stands before the blob in frames of the settings service. */
const KEY_IN_FRAME = /v\.([0-9a-f]{10})[ab]\0/g;
const KEY = /^v\.([0-9a-f]{10})[ab]$/;

/** Whether the vault keeps something of its own in a setting with this key. */
export function isVaultKey(key: string): boolean {
  return KEY.test(key);
}

interface Candidate extends BlobRange {
  readonly nonce: string;
  readonly blob: string;
}

/** The vault blobs of one run. */
export class VaultBlobs {
  private readonly byEvent = new Map<TapeEvent, Candidate[]>();
  /** Nonces that seal more than one blob: what they seal is hidden no longer. */
  private readonly repeated = new Set<string>();
  /** Blobs, one character a byte. */
  private readonly known = new Set<string>();

  constructor(
    tape: Tape,
    private readonly crypto: SealingCrypto,
    /** Null for a board that was made without one. */
    private readonly deviceKey: Uint8Array | null,
  ) {
    const blobOf = new Map<string, string>();
    for (const event of tape.events) {
      const found = this.candidates(event);
      if (found.length > 0) this.byEvent.set(event, found);
      for (const { nonce, blob } of found) {
        if ((blobOf.get(nonce) ?? blob) !== blob) this.repeated.add(nonce);
        blobOf.set(nonce, blob);
        this.known.add(blob);
      }
    }
  }

  /** Where the event's payload has blobs that nobody but the device can read. */
  ranges(event: TapeEvent): BlobRange[] {
    const found = this.byEvent.get(event) ?? this.leftovers(event);
    return found.filter(({ nonce }) => !this.repeated.has(nonce));
  }

  private candidates(event: TapeEvent): Candidate[] {
    const { payload, to } = event;
    if (event.from !== "device" || payload === null || payload.length < BLOB_BYTES) return [];
    if (event.channel === "flash") {
      const tag = KEY.exec(to ?? "")?.[1];
      return tag === undefined ? [] : this.opened(payload, 0, tag, payload.length);
    }
    if (event.channel !== "frame") return [];
    const text = toLatin1(payload);
    return [...text.matchAll(KEY_IN_FRAME)].flatMap((match) =>
      this.opened(
        payload,
        match.index + match[0].length,
        match[1],
        match.index + match[0].length + BLOB_BYTES,
      ),
    );
  }

  /** The blob at `start`, if the key opens it and it hides how long its value is. */
  private opened(payload: Uint8Array, start: number, tag: string, end: number): Candidate[] {
    const blob = payload.subarray(start, end);
    if (this.deviceKey === null || blob.length !== BLOB_BYTES || blob[0] !== VERSION) return [];
    const info = toBytes(`tightlip/vault/${VERSION}/${tag}`);
    const key = deriveKey(this.crypto, this.deviceKey, new Uint8Array(), info);
    const nonce = blob.subarray(1, 1 + NONCE_BYTES);
    const content = this.crypto.openAes256Ccm(key, nonce, blob.subarray(1 + NONCE_BYTES));
    if (content === null || !isPadded(content)) return [];
    return [{ start, end, nonce: toHex(nonce), blob: toLatin1(blob) }];
  }

  /** Blobs in what is left in erased pages, where no key says whose they are. */
  private leftovers(event: TapeEvent): Candidate[] {
    if (event.channel !== "flash" || event.from !== "device" || event.payload === null) return [];
    const text = toLatin1(event.payload);
    const found: Candidate[] = [];
    for (const blob of this.known) {
      for (let start = text.indexOf(blob); start >= 0; start = text.indexOf(blob, start + 1)) {
        const nonce = toHex(event.payload.subarray(start + 1, start + 1 + NONCE_BYTES));
        found.push({ start, end: start + blob.length, nonce, blob });
      }
    }
    return found;
  }
}

/** Whether the content is as long as any other, with nothing but zeros after the value. */
function isPadded(content: Uint8Array): boolean {
  const length = content[LENGTH_AT] | (content[LENGTH_AT + 1] << 8);
  const end = VALUE_AT + length;
  return end <= CONTENT_BYTES && content.subarray(end).every((byte) => byte === 0);
}
