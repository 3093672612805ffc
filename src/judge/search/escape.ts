/** Takes escapes off: where a marker byte and some more stand for one character, and all else for itself. */
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";
import { byteClass, type Range } from "./byte-class.ts";
import { hexAt } from "./digits.ts";
import type { Marks } from "./marks.ts";
import { Origins } from "./origin.ts";

/** Escape sequence that was read, with the value that it stands for. */
interface Escaped {
  readonly length: number;
  /** A byte or, when `isCharacter`, a Unicode code point; null for nothing at all. */
  readonly value: number | null;
  readonly isCharacter?: true;
}

interface Escapes {
  readonly name: string;
  /** First byte of every escape. */
  readonly marker: number;
  /** Its places. */
  at(marks: Marks): readonly number[];
  /** A plus sign stands for a space. */
  readonly hasPlus?: true;
  /** Reads the escape whose marker is at `at`; null when it is none. */
  read(bytes: Uint8Array, at: number): Escaped | null;
}

/** Context on either side of an escape that is read with it: more than a secret takes. */
const CONTEXT_BYTES = 256;
/** Bytes of an HTML escape, at most: `&#x10ffff;`. */
const MAX_ENTITY_BYTES = 10;

const [BACKSLASH, PERCENT, AMPERSAND, EQUALS, LOWER_U, LOWER_X, UPPER_U, BRACE] = toBytes("\\%&=uxU{");
const [LINE_FEED, CARRIAGE_RETURN, PLUS, SPACE] = toBytes("\n\r+ ");
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** Names of the characters from 160 on (HTML standard, 13.5). */
const LATIN1_ENTITIES =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
    " ",
  );
const NAMED: ReadonlyMap<string, number> = new Map(LATIN1_ENTITIES.map((name, i) => [name, 160 + i]));
/** First bytes that may follow an ampersand. */
const IN_ENTITY = byteClass("#0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
/** Tab, line break, space and equals sign. */
const ESCAPED_ALONE = [0x09, 0x0a, 0x0d, 0x20, 0x3d];
/** Values of letters after a backslash; 0 for letters that stand for nothing. */
const SHORT_ESCAPES = new Uint8Array(256);
for (const [letter, meaning] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) {
  SHORT_ESCAPES[letter.charCodeAt(0)] = meaning.charCodeAt(0);
}

const KINDS: readonly Escapes[] = [
  { name: "json escapes", marker: BACKSLASH, at: (marks) => marks.backslashes, read: readJson },
  { name: "c escapes", marker: BACKSLASH, at: (marks) => marks.backslashes, read: readC },
  { name: "percent", marker: PERCENT, at: (marks) => marks.percents, hasPlus: true, read: readPercent },
  { name: "html escapes", marker: AMPERSAND, at: (marks) => marks.ampersands, read: readHtml },
  { name: "quoted-printable", marker: EQUALS, at: (marks) => marks.equals, read: readQuotedPrintable },
];

/** RFC 8259, 7; with more digits, as Python and Rust write them. */
function readJson(bytes: Uint8Array, at: number): Escaped | null {
  if (bytes[at + 1] === UPPER_U) return characterOr(hexAt(bytes, at + 2, 8), 10);
  if (bytes[at + 1] === LOWER_U && bytes[at + 2] === BRACE) {
    const match = /^\{([0-9a-f]{1,6})\}/i.exec(toLatin1(bytes.subarray(at + 2, at + 10)));
    return match === null ? null : characterOr(Number.parseInt(match[1], 16), 2 + match[0].length);
  }
  if (bytes[at + 1] !== LOWER_U) {
    const short = SHORT_ESCAPES[bytes[at + 1]];
    return short > 0 ? { length: 2, value: short } : null;
  }
  const unit = hexAt(bytes, at + 2, 4);
  if (unit < 0) return null;
  const isPair = unit >> 10 === 0x36 && bytes[at + 6] === BACKSLASH && bytes[at + 7] === LOWER_U;
  const second = isPair ? hexAt(bytes, at + 8, 4) : -1;
  return second >> 10 === 0x37
    ? { length: 12, value: 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff), isCharacter: true }
    : { length: 6, value: unit, isCharacter: true };
}

function characterOr(value: number, length: number): Escaped | null {
  return value < 0 || value > 0x10ffff ? null : { length, value, isCharacter: true };
}

/** ISO/IEC 9899, 6.4.4.4: two hexadecimal or up to three octal digits. */
function readC(bytes: Uint8Array, at: number): Escaped | null {
  if (bytes[at + 1] === LOWER_X) return byteOr(hexAt(bytes, at + 2, 2), 4);
  let value = 0;
  for (let i = 1; i <= 3; i++) {
    const digit = bytes[at + i] - 0x30;
    if (!(digit >= 0 && digit <= 7)) return i < 3 ? null : { length: i, value };
    value = 8 * value + digit;
  }
  return value <= 0xff ? { length: 4, value } : null;
}

/** RFC 3986, 2.1. */
function readPercent(bytes: Uint8Array, at: number): Escaped | null {
  return byteOr(hexAt(bytes, at + 1, 2), 3);
}

/** HTML standard, 13.1.4. */
function readHtml(bytes: Uint8Array, at: number): Escaped | null {
  if (IN_ENTITY[bytes[at + 1]] === 0 || IN_ENTITY[bytes[at + 2]] === 0) return null;
  const text = toLatin1(bytes.subarray(at, at + MAX_ENTITY_BYTES));
  const match = /^&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z][a-z\d]{1,7}));/i.exec(text);
  if (match === null) return null;
  const [{ length }, decimal, hex, entity] = match;
  if (entity !== undefined) {
    const sign = ENTITIES[entity.toLowerCase()];
    if (sign !== undefined) return { length, value: sign.charCodeAt(0) };
    const letter = NAMED.get(entity);
    return letter === undefined ? null : { length, value: letter, isCharacter: true };
  }
  const value = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
  return { length, value, isCharacter: true };
}

/** RFC 2045, 6.7: a byte, or a line break that is not meant. */
function readQuotedPrintable(bytes: Uint8Array, at: number): Escaped | null {
  if (bytes[at + 1] === LINE_FEED) return { length: 2, value: null };
  if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return { length: 3, value: null };
  const value = hexAt(bytes, at + 1, 2);
  // Bytes that need no escape are numbers after an equals sign, unless all is escaped.
  const isAlone = bytes[at + 3] !== EQUALS && bytes[at - 3] !== EQUALS;
  return isAlone && value < 0xa0 && !ESCAPED_ALONE.includes(value) ? null : byteOr(value, 3);
}

function byteOr(value: number, length: number): Escaped | null {
  return value < 0 ? null : { length, value };
}

export interface Unescaped {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly origins: Origins;
}

/** Stretches that hold escapes, without them. */
export function* unescaped(bytes: Uint8Array, marks: Marks): Generator<Unescaped> {
  for (const kind of KINDS) {
    for (const range of stretches(bytes, kind, marks)) {
      const { hasWide, ...layer } = decode(bytes, range, kind, true);
      yield { name: kind.name, ...layer };
      // DeviceScript's JSON.stringify escapes the UTF-8 bytes of a character one by one.
      if (hasWide) {
        const { bytes: decoded, origins } = decode(bytes, range, kind, false);
        yield { name: kind.name, bytes: decoded, origins };
      }
    }
  }
}

function* stretches(bytes: Uint8Array, kind: Escapes, marks: Marks): Generator<Range> {
  let start = -1;
  let end = 0;
  for (const at of kind.at(marks)) {
    if (kind.read(bytes, at) === null) continue;
    if (start >= 0 && at - CONTEXT_BYTES > end) {
      yield { start, end };
      start = -1;
    }
    if (start < 0) start = Math.max(end, at - CONTEXT_BYTES);
    end = Math.min(bytes.length, at + CONTEXT_BYTES);
  }
  if (start >= 0) yield { start, end };
}

/** Takes the escapes of a range off. `hasWide`: some character is beyond ASCII, and could be a byte as well. */
function decode(
  bytes: Uint8Array,
  { start, end }: Range,
  kind: Escapes,
  asUtf8: boolean,
): { readonly bytes: Uint8Array; readonly origins: Origins; readonly hasWide: boolean } {
  // An escape is never shorter than what it stands for.
  const decoded = new Uint8Array(end - start);
  const origins = new Origins();
  let length = 0;
  let hasWide = false;
  const put = (part: ArrayLike<number>, range: Range, isCopy = false) => {
    if (part.length === 0) return;
    origins.add(length, range, isCopy);
    decoded.set(part, length);
    length += part.length;
  };
  const copy = (from: number, to: number) => put(bytes.subarray(from, to), { start: from, end: to }, true);
  const before = bytes.subarray(0, end);
  const markers = kind.hasPlus ? [kind.marker, PLUS] : [kind.marker];
  let from = start;
  for (let at = from; at < end; at++) {
    if (!markers.includes(bytes[at])) continue;
    const isPlus = bytes[at] !== kind.marker;
    const escaped = isPlus ? { length: 1, value: SPACE } : kind.read(before, at);
    if (escaped === null) continue;
    copy(from, at);
    from = at + escaped.length;
    const { value } = escaped;
    const isWide = escaped.isCharacter === true && value !== null && value > 0x7f;
    hasWide ||= isWide && value <= 0xff;
    if (value !== null) {
      const stands = isWide && (asUtf8 || value > 0xff) ? toBytes(String.fromCodePoint(value)) : [value];
      put(stands, { start: at, end: from });
    }
    at = from - 1;
  }
  copy(from, end);
  return { bytes: decoded.subarray(0, length), origins, hasWide };
}
