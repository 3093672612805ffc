/** Searches a file whose bytes are looked at as they are: a serial log, a flash dump, or anything else. */
import type { ByteSource } from "./byte-source.ts";
import type { Cutter } from "./compare/plain-messages.ts";
import type { Search, Sight } from "./search.ts";

/** `cutter` gets the same bytes; null when nobody wants them. */
export async function searchPlainFile(
  source: ByteSource,
  search: Search,
  sight: Sight,
  cutter: Cutter | null = null,
): Promise<void> {
  const thread = search.thread(() => sight);
  for await (const piece of source.pieces()) {
    thread.push(piece);
    cutter?.push(piece);
  }
  thread.close();
  cutter?.end();
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
