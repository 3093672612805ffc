/** Searches a file whose bytes are looked at as they are: a serial log, a flash dump, or anything else. */
import type { ByteSource } from "./byte-source.ts";
import type { Cutter } from "./compare/plain-messages.ts";
import { FlashContents } from "./images/flash-contents.ts";
import { type ImageKind, type ImageReader, imageKindOf, imageReader } from "./images/image-file.ts";
import { Ledger } from "./ledger.ts";
import { LogLines } from "./log-lines.ts";
import { FLASH } from "./plain-sights.ts";
import type { Search, Sight, Thread } from "./search.ts";

/** `cutter` gets the same bytes; null when nobody wants them. */
export async function searchPlainFile(
  source: ByteSource,
  search: Search,
  sight: Sight,
  cutter: Cutter | null = null,
): Promise<Ledger> {
  const ledger = new Ledger();
  const readers = readersOf(source, search, sight, ledger);
  const thread = search.thread(() => sight);
  for await (const piece of source.pieces()) {
    thread.push(piece);
    for (const reader of readers) reader.push(piece);
    cutter?.push(piece);
  }
  thread.close();
  for (const reader of readers) reader.close();
  cutter?.end();
  return ledger;
}

interface Reader {
  push(piece: Uint8Array): void;
  close(): void;
}

/** Readers of a file's structure: image, flash or log lines. The bytes are searched besides. */
function readersOf(source: ByteSource, search: Search, sight: Sight, ledger: Ledger): Reader[] {
  const kind = imageKindOf(source.head);
  if (kind !== null) return [new ImageContents(kind, search, ledger)];
  return sight.channel === "flash"
    ? [new FlashContents(search, sight, ledger)]
    : [new LogLines(search, sight), { push: (piece) => ledger.content(piece.length), close: () => {} }];
}

/** The content of an image, as if it was in a flash. */
class ImageContents implements Reader {
  private readonly reader: ImageReader;
  private readonly flash: FlashContents;
  private thread: Thread;
  private next = -1;

  constructor(
    private readonly kind: ImageKind,
    private readonly search: Search,
    private readonly ledger: Ledger,
  ) {
    this.reader = imageReader(kind);
    this.flash = new FlashContents(search, FLASH, ledger);
    this.thread = this.newThread();
  }

  push(piece: Uint8Array): void {
    for (const { address, bytes } of this.reader.push(piece)) {
      if (this.next >= 0 && address !== this.next) {
        this.thread.close();
        this.thread = this.newThread();
      }
      this.next = address + bytes.length;
      this.thread.push(bytes, { atMicros: 0, where: `at address 0x${address.toString(16)}` });
      this.flash.push(bytes);
    }
  }

  close(): void {
    this.push(Uint8Array.of(0x0a));
    this.thread.close();
    this.flash.close();
    const { brokenBytes, heldBytes } = this.reader;
    const left = this.kind === "uf2" ? heldBytes - 1 : heldBytes;
    if (brokenBytes > 0)
      this.ledger.blind({ kind: "broken", sizeBytes: brokenBytes, detail: this.kind }, null);
    if (left > 0) this.ledger.blind({ kind: "unfinished", sizeBytes: left, detail: this.kind }, null);
  }

  private newThread(): Thread {
    return this.search.thread(() => ({ ...FLASH, layers: [this.kind] }));
  }
}

/** Number of the line, from 1, that each of some offsets is on. */
export async function linesAt(source: ByteSource, offsets: readonly number[]): Promise<number[]> {
  const order = [...offsets.keys()].sort((a, b) => offsets[a] - offsets[b]);
  const lines: number[] = [];
  let line = 1;
  let start = 0;
  for await (const piece of source.pieces()) {
    let at = piece.indexOf(0x0a);
    for (;;) {
      const end = at < 0 ? start + piece.length : start + at;
      while (order.length > 0 && offsets[order[0]] <= end) lines[order.shift()!] = line;
      if (at < 0) break;
      line++;
      at = piece.indexOf(0x0a, at + 1);
    }
    if (order.length === 0) break;
    start += piece.length;
  }
  for (const left of order) lines[left] = line;
  return lines;
}
