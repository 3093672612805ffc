/** Bytes as text of which each selection is a range of bytes: as a hexadecimal dump, and as plain text. */

/** Range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const OFFSET_CHARACTERS = 6;
/** Between digits and text. */
const GAP_CHARACTERS = 2;

/** A dump with so many bytes a line: offset, digits, text. All lines but the last have one length. */
export class HexDump {
  readonly text: string;
  private readonly digitsEnd: number;
  private readonly lineCharacters: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly perLine: number,
  ) {
    this.digitsEnd = OFFSET_CHARACTERS + 3 * perLine - 1;
    this.lineCharacters = this.digitsEnd + GAP_CHARACTERS + perLine + 1;
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += perLine) lines.push(this.line(at));
    this.text = lines.join("\n");
  }

  /** Bytes that a selection of characters takes in; null where it takes in none. */
  bytesIn(startCharacter: number, endCharacter: number): ByteRange | null {
    if (startCharacter === endCharacter) return null;
    return rangeOf(this.byteAt(startCharacter, false), this.byteAt(endCharacter, true), this.bytes.length);
  }

  private line(at: number): string {
    const row = [...this.bytes.subarray(at, at + this.perLine)];
    const digits = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    return [
      at.toString(16).padStart(OFFSET_CHARACTERS - GAP_CHARACTERS, "0"),
      digits.padEnd(3 * this.perLine - 1),
      row.map(characterOf).join(""),
    ].join("  ");
  }

  /** The byte at a character; of an end, the one behind the last that it takes in. */
  private byteAt(character: number, isEnd: boolean): number {
    const row = Math.floor(character / this.lineCharacters);
    const column = character % this.lineCharacters;
    const round = isEnd ? Math.ceil : Math.floor;
    const textAt = this.digitsEnd + GAP_CHARACTERS;
    const inRow =
      column >= textAt
        ? column - textAt
        : column >= this.digitsEnd
          ? isEnd
            ? this.perLine
            : 0
          : round(Math.max(0, column - OFFSET_CHARACTERS) / 3);
    return row * this.perLine + Math.min(inRow, this.perLine);
  }
}

/** A character for each byte; lines end where the bytes say so. */
export function plainTextOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte === LINE_FEED ? "\n" : characterOf(byte);
  return text;
}

export function rangeOf(start: number, end: number, sizeBytes: number): ByteRange | null {
  const last = Math.min(end, sizeBytes);
  return start < last ? { start, end: last } : null;
}

const LINE_FEED = 0x0a;

/** A dot for what is no character of ASCII. */
function characterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
