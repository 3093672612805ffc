/** Searches a file whose bytes are looked at as they are: a serial log, a flash dump, or anything else. */
import { toBytes } from "../../sim/tape/bytes.ts";
import { BinaryLines } from "./binary-lines.ts";
import type { ByteSource } from "./byte-source.ts";
import type { Cutter } from "./compare/plain-messages.ts";
import { FlashContents } from "./images/flash-contents.ts";
import { type ImageKind, type ImageReader, imageKindOf, imageReader } from "./images/image-file.ts";
import { ImageMemory } from "./images/image-memory.ts";
import { KnownEnd } from "./known-end.ts";
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
  const end = new KnownEnd(source.head);
  for await (const piece of source.pieces()) {
    thread.push(piece);
    end.push(piece);
    for (const reader of readers) reader.push(piece);
    cutter?.push(piece);
  }
  thread.close();
  for (const reader of readers) reader.close();
  cutter?.end();
  if (end.isMissing) ledger.blind({ kind: "unfinished", sizeBytes: 0, detail: "the file" }, null);
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
    : [logLines(source.head, new LogLines(search, sight, ledger)), new BinaryLines(ledger)];
}

/** Marks in front of text in UTF-16 (Unicode 15, 23.8). */
const UTF16 = { fffe: "utf-16le", feff: "utf-16be" } as const;

/** Lines in UTF-16 are read as those in UTF-8 are. */
function logLines(head: Uint8Array, lines: LogLines): Reader {
  const mark = Buffer.from(head.subarray(0, 2)).toString("hex");
  if (mark !== "fffe" && mark !== "feff") return lines;
  const decoder = new TextDecoder(UTF16[mark]);
  return {
    push: (piece) => lines.push(toBytes(decoder.decode(piece, { stream: true }))),
    close: () => {
      lines.push(toBytes(decoder.decode()));
      lines.close();
    },
  };
}

/** The content of an image, as if it was in a flash: its parts may come in any order. */
class ImageContents implements Reader {
  private readonly reader: ImageReader;
  private readonly memory = new ImageMemory();

  constructor(
    private readonly kind: ImageKind,
    private readonly search: Search,
    private readonly ledger: Ledger,
  ) {
    this.reader = imageReader(kind);
  }

  push(piece: Uint8Array): void {
    for (const part of this.reader.push(piece)) this.memory.write(part);
  }

  close(): void {
    this.push(Uint8Array.of(0x0a));
    this.searchMemory();
    const { brokenBytes, heldBytes } = this.reader;
    const { lostBytes, changedBytes } = this.memory;
    const left = this.kind === "uf2" ? heldBytes - 1 : heldBytes;
    const note = (kind: "broken" | "unfinished" | "limit", sizeBytes: number, detail: string) => {
      if (sizeBytes > 0) this.ledger.blind({ kind, sizeBytes, detail }, null);
    };
    if (!this.reader.hasEnd) note("unfinished", 1, this.kind);
    note("broken", brokenBytes, this.kind);
    note("broken", changedBytes, `${this.kind} writes twice`);
    note("unfinished", left, this.kind);
    note("limit", lostBytes, this.kind);
  }

  private searchMemory(): void {
    const flash = new FlashContents(this.search, FLASH, this.ledger);
    let thread: Thread | null = null;
    let next = -1;
    for (const { address, bytes } of this.memory.pages()) {
      if (address !== next) {
        thread?.close();
        thread = this.search.thread(() => ({ ...FLASH, layers: [this.kind] }));
      }
      next = address + bytes.length;
      thread!.push(bytes, { atMicros: 0, where: `at address 0x${address.toString(16)}` });
      flash.push(bytes);
    }
    thread?.close();
    flash.close();
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
