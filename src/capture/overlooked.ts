/**
 * Values that stand in a file as they are, though no reader came by: in members, blocks and trailers that mean nothing to
 * it. Every byte of the file is compared, whatever it is taken for.
 */
import { toBytes } from "../../sim/tape/bytes.ts";
import type { KnownSecret } from "./known-secret.ts";
import type { Search, Sight } from "./search.ts";

/** Shorter values occur by chance. */
const MIN_VALUE_BYTES = 8;

interface Value {
  readonly secret: string;
  readonly bytes: Uint8Array;
  /** The first place, in words; null while there is none. */
  where: string | null;
}

export class Overlooked {
  private readonly values: Value[];
  private readonly longest: number;

  constructor(secrets: readonly KnownSecret[]) {
    this.values = secrets
      .flatMap(({ name, values }) =>
        values.map((text) => ({ secret: name, bytes: toBytes(text), where: null })),
      )
      .filter(({ bytes }) => bytes.length >= MIN_VALUE_BYTES);
    this.longest = Math.max(1, ...this.values.map(({ bytes }) => bytes.length));
  }

  /** Compares the pieces of one stream of bytes: the file, or what it is unpacked to. */
  watch(): (piece: Uint8Array) => void {
    let before: Uint8Array = new Uint8Array();
    let offset = 0;
    return (piece) => {
      const border = Buffer.concat([before, piece.subarray(0, this.longest)]);
      this.look(border, offset - before.length);
      this.look(piece, offset);
      offset += piece.length;
      const tail = piece.length >= this.longest ? piece : Buffer.concat([before, piece]);
      before = tail.slice(-this.longest);
    };
  }

  /** Reports values of which nothing was found otherwise. */
  tell(search: Search, sight: Sight): void {
    const found = new Set(search.results().map(({ finding }) => finding.secret));
    for (const { secret, bytes, where } of this.values) {
      if (where === null || found.has(secret)) continue;
      const thread = search.thread(() => sight);
      thread.push(bytes, { atMicros: 0, where });
      thread.close();
    }
  }

  private look(bytes: Uint8Array, start: number): void {
    for (const value of this.values) {
      if (value.where !== null) continue;
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(value.bytes);
      if (at >= 0) value.where = `at offset 0x${(start + at).toString(16)} of the file, beside what was read`;
    }
  }
}
