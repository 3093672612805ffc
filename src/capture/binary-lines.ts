/** Judges what is no text in a log: bytes that an appliance writes to its cable as they are may be encrypted. */
import { MessagePool, Randomness } from "../judge/read/randomness.ts";
import type { Ledger } from "./ledger.ts";

const LINE_FEED = 0x0a;
const BEYOND_ASCII = 0x80;

export class BinaryLines {
  private readonly pool = new MessagePool();
  private readonly randomness = new Randomness(this.pool);
  private sizeBytes = 0;

  constructor(private readonly ledger: Ledger) {}

  push(piece: Uint8Array): void {
    this.sizeBytes += piece.length;
    for (let at = 0; at < piece.length; ) {
      const next = piece.indexOf(LINE_FEED, at);
      const end = next < 0 ? piece.length : next;
      this.line(piece.subarray(at, end));
      at = end + 1;
    }
  }

  close(): void {
    const randomBytes = this.randomness.result().randomBytes + this.pool.end();
    this.ledger.content(this.sizeBytes - randomBytes);
    if (randomBytes > 0)
      this.ledger.blind({ kind: "opaque", sizeBytes: randomBytes, detail: "bytes between the lines" }, null);
  }

  /** Judges a line from its first byte on that is not ASCII to the last: text before and after it would hide it. */
  private line(line: Uint8Array): void {
    const start = line.findIndex((byte) => byte >= BEYOND_ASCII);
    if (start < 0) return;
    const end = line.findLastIndex((byte) => byte >= BEYOND_ASCII) + 1;
    this.randomness.add(line.subarray(start, end));
    this.randomness.border();
  }
}
