/** Memory that an image is written into: its parts may come in any order, and leave gaps. */
import type { ImagePart } from "./image-file.ts";

const PAGE_BYTES = 4096;
const ERASED = 0xff;
/** Larger images than any flash of a microcontroller are searched as far as this. */
const MAX_PAGES = 16_384;

interface Page {
  readonly bytes: Uint8Array;
  readonly isWritten: Uint8Array;
}

export class ImageMemory {
  private readonly byNumber = new Map<number, Page>();
  /** Bytes beyond the limit. */
  lostBytes = 0;
  /** Bytes that were written again, with other content. */
  changedBytes = 0;

  write({ address, bytes }: ImagePart): void {
    for (let at = 0; at < bytes.length; ) {
      const place = address + at;
      const offset = place % PAGE_BYTES;
      const piece = bytes.subarray(at, at + PAGE_BYTES - offset);
      const page = this.page(Math.floor(place / PAGE_BYTES));
      if (page === null) this.lostBytes += piece.length;
      else this.fill(page, offset, piece);
      at += piece.length;
    }
  }

  /** In the order of their addresses; what was not written is as in erased flash. */
  *pages(): Generator<ImagePart> {
    for (const number of [...this.byNumber.keys()].sort((a, b) => a - b))
      yield { address: number * PAGE_BYTES, bytes: this.byNumber.get(number)!.bytes };
  }

  private page(number: number): Page | null {
    const known = this.byNumber.get(number);
    if (known !== undefined) return known;
    if (this.byNumber.size >= MAX_PAGES) return null;
    const page = { bytes: new Uint8Array(PAGE_BYTES).fill(ERASED), isWritten: new Uint8Array(PAGE_BYTES) };
    this.byNumber.set(number, page);
    return page;
  }

  private fill({ bytes, isWritten }: Page, offset: number, piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) {
      const at = offset + i;
      if (isWritten[at] === 1 && bytes[at] !== piece[i]) this.changedBytes++;
      bytes[at] = piece[i];
      isWritten[at] = 1;
    }
  }
}
