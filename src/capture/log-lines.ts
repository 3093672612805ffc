/**
 * Reads the lines of a text as what a person reads in them: hexadecimal dumps as the bytes that they show, tables of
 * logic analysers as the bytes that were on the wire, and values that go on behind the next line's time stamp, tag or
 * colour.
 */
import { randomDigitsIn } from "../judge/read/digit-runs.ts";
import { MessagePool, Randomness } from "../judge/read/randomness.ts";
import { RANDOM_DIGITS } from "../judge/read/understood.ts";
import type { Ledger } from "./ledger.ts";
import type { Mark, Search, Sight, Thread } from "./search.ts";
import { TableShape } from "./table-shape.ts";

/** Longer lines are read in parts. */
const MAX_LINE_BYTES = 64 * 1024;
/** Columns of a table that are looked at. */
const MAX_COLUMNS = 12;
const LINE_FEED = 0x0a;
/** Colours and other orders to a terminal (ECMA-48, 5.4), and titles of its window. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what such an order begins with.
const ORDERS = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
/** Times, dates and counters in front of a line, in brackets or not. */
const TIME =
  /^\s*(?:[[(<]\s*)?(?:\d{4}-\d\d-\d\d[T ])?(?:\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?Z?|\d+\.\d{3,9})\s*(?:[\])>]|->)?[\s:|-]*/;
/** ESP-IDF's tags, syslog's, and those that people put in front of a dump. */
const TAG = /^(?:[EWIDV] \(\d+\) [\w.:/-]{1,40}: ?|<\d{1,3}>|(?:[\w./-]{1,24}: ){1,3})/;
const ADDRESS =
  /^\s*(?:0x[0-9a-f]{4,16} <[\w.+:~-]{1,80}>:\s*|(?:\d{1,8}\s{0,4}\|\s{0,4})?(?:0x)?(?:[0-9a-f]{4,16}(?::\s*|\s{2,})|[0-9a-f]{6,16}\s+(?=(?:[0-9a-f]{2} ){3}|(?:[0-9a-f]{4} ){2}|[0-9a-f]{2}$)))/i;
/** Digits in groups of whole bytes, then perhaps the same as text. */
const DIGITS =
  /^\s*\|?((?:(?:0x)?[0-9a-f]{2}(?:[ \t,|:-]{1,3}|(?=[0-9a-f]{2})|$)){1,64})(?:\s*$|\s+.*$|\|.*$|,$)/i;
/** Words of 32 bits, as debuggers and panic handlers print a stack: the lowest byte last. */
const WORDS = /^\s*((?:0x[0-9a-f]{8}\s{0,4}){1,16})$/i;
/** Bytes as `od` prints them: as characters, or in octal, behind an address in octal. */
const OCTAL_ADDRESS = /^[0-7]{7,}(?= )/;
const CHARACTERS = /^(?:(?: {3}[^\s\\]| {2}\\[abfnrtv0]| [0-7]{3}| {3} ){1,64}) *$/;
const OCTAL = /^(?: [0-3][0-7]{2}){1,64} *$/;
const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, "0": 0 };
/** Rows of sigrok: samples, decoder, kind, and the byte. */
const ANNOTATION = /^(?:\d{1,15}-\d{1,15} )?[^:]{1,48}: (?:[^:]{1,48}: )?(\S{1,4})$/;
/** Numbers of a table that stand for one byte, or the byte itself. */
const CELL = /^(?:0x([0-9a-f]{2})|'(.)'|"(.)"|(.)|(COMMA)|(SPACE)|\[([0-9a-f]{2})\])$/i;
/** A byte in two digits, which only a whole column shows to be hexadecimal; or in eight, binary. */
const BARE_HEX = /^[0-9a-f]{2}$/i;
const BINARY = /^(?:0b)?([01]{4})_?([01]{4})$/;

/** Values that are told over several lines. */
type Way = "hexdump" | "hexdump of words" | "octal dump" | "table" | "table of digits" | "lines";
/** Ways whose bytes may be encrypted though the log is text. */
const JUDGED: readonly Way[] = ["hexdump", "table"];

export class LogLines {
  private readonly threads = new Map<string, Thread>();
  private readonly randomness = new Map<string, Randomness>();
  private held = "";
  private line = 1;
  private randomDigits = 0;
  private readonly shape = new TableShape();

  constructor(
    private readonly search: Search,
    private readonly sight: Sight,
    private readonly ledger: Ledger,
  ) {}

  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const next = piece.indexOf(LINE_FEED, at);
      const end = Math.min(next < 0 ? piece.length : next, at + MAX_LINE_BYTES - this.held.length);
      this.held += latin1Of(piece.subarray(at, end));
      const isEnd = end === next;
      if (isEnd || this.held.length >= MAX_LINE_BYTES) this.take();
      if (isEnd) this.line++;
      at = isEnd ? end + 1 : end;
    }
  }

  close(): void {
    this.take();
    if (this.randomDigits > 0)
      this.ledger.blind({ kind: "opaque", sizeBytes: this.randomDigits, detail: RANDOM_DIGITS }, null);
    const strangeBytes = this.shape.strangeBytes();
    if (strangeBytes > 0)
      this.ledger.blind({ kind: "broken", sizeBytes: strangeBytes, detail: "rows of a table" }, null);
    for (const thread of this.threads.values()) thread.close();
    for (const randomness of this.randomness.values()) {
      const { randomBytes } = randomness.result();
      if (randomBytes > 0)
        this.ledger.blind({ kind: "opaque", sizeBytes: randomBytes, detail: "a hex dump" }, null);
    }
  }

  private take(): void {
    const line = withoutEnd(this.held.replace(ORDERS, ""));
    this.held = "";
    if (line === "") return;
    const text = line.replace(TIME, "").replace(TAG, "").replace(TIME, "");
    const bytes = Buffer.from(text, "latin1");
    this.say("lines", 0, bytes);
    this.randomDigits += randomDigitsIn(bytes);
    this.takeDump(text, line);
    this.takeWords(text, line);
    this.takeOctal(text);
    this.takeTable(line);
  }

  private takeDump(text: string, line: string): void {
    const digits = DIGITS.exec(line.replace(ADDRESS, "")) ?? DIGITS.exec(text.replace(ADDRESS, ""));
    if (digits === null) return;
    const hex = digits[1].replace(/0x/gi, "").replace(/[^0-9a-f]/gi, "");
    const bytes = Buffer.from(hex, "hex");
    this.say("hexdump", 0, bytes);
    // Words of 16 bits, as od and hexdump print them where nothing else is asked for: the lower byte second.
    if (/^\s*[0-9a-f]{4} /i.test(digits[1])) this.say("hexdump of words", 0, swapped(bytes));
  }

  private takeWords(text: string, line: string): void {
    const words = WORDS.exec(line.replace(ADDRESS, "")) ?? WORDS.exec(text.replace(ADDRESS, ""));
    if (words === null) return;
    const bytes = Buffer.from(words[1].replace(/0x|\s/gi, ""), "hex");
    this.say(
      "hexdump of words",
      4,
      bytes.map((_, i) => bytes[i ^ 3]),
    );
  }

  private takeOctal(text: string): void {
    const row = text.replace(OCTAL_ADDRESS, "");
    if (row === text) return;
    if (OCTAL.test(row)) this.say("octal dump", 0, Buffer.from(row.trim().split(" ").map(octal)));
    else if (CHARACTERS.test(row))
      this.say(
        "octal dump",
        1,
        Buffer.from((row.match(/.{4}/g) ?? []).map((cell) => characterIn(cell.trim()))),
      );
  }

  private takeTable(line: string): void {
    const annotated = ANNOTATION.exec(line)?.[1];
    const cells = annotated === undefined ? line.split(/[,;\t]/) : [annotated];
    if (annotated === undefined) this.shape.row(cells.length, line.length);
    if (cells.length < 2 && annotated === undefined) return;
    cells.slice(0, MAX_COLUMNS).forEach((cell, column) => {
      const byte = byteIn(cell.length === 1 ? cell : cell.trim());
      if (byte !== null) {
        this.say("table", column, Uint8Array.of(byte));
        this.shape.byte();
      }
      const digits = digitsIn(cell.trim());
      if (digits !== null) this.say("table of digits", column, Uint8Array.of(digits));
    });
  }

  private say(way: Way, column: number, bytes: Uint8Array): void {
    const name = `${way} ${column}`;
    const thread = this.threads.get(name) ?? this.search.thread(() => ({ ...this.sight, layers: [way] }));
    this.threads.set(name, thread);
    const mark: Mark = { atMicros: 0, where: `on line ${this.line}` };
    thread.push(bytes, mark);
    if (!JUDGED.includes(way)) return;
    const randomness = this.randomness.get(name) ?? new Randomness(new MessagePool());
    this.randomness.set(name, randomness);
    randomness.add(bytes);
  }
}

function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function withoutEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
}

function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, i) => bytes[i ^ 1] ?? bytes[i]);
}

function octal(digits: string): number {
  return Number.parseInt(digits, 8);
}

/** A character, an escape, or three octal digits; a space that was cut off. */
function characterIn(cell: string): number {
  if (cell === "") return 0x20;
  if (cell[0] === "\\" && cell.length === 2) return ESCAPES[cell[1]];
  return cell.length === 3 ? octal(cell) : cell.charCodeAt(0);
}

function digitsIn(cell: string): number | null {
  const binary = BINARY.exec(cell);
  if (binary !== null) return Number.parseInt(binary[1] + binary[2], 2);
  return BARE_HEX.test(cell) ? Number.parseInt(cell, 16) : null;
}

function byteIn(cell: string): number | null {
  const found = CELL.exec(cell);
  if (found === null) return null;
  const [, listed, quoted, text, plain, comma, , bracketed] = found;
  const hex = listed ?? bracketed;
  if (hex !== undefined) return Number.parseInt(hex, 16);
  if (comma !== undefined) return 0x2c;
  const character = quoted ?? text ?? plain ?? " ";
  return character.charCodeAt(0) & 0xff;
}
