/**
 * UTF-8 in plain ECMAScript, so that the simulator needs no TextEncoder or TextDecoder of the platform. Both functions
 * give what those give (WHATWG Encoding Standard, 8.1).
 */

const REPLACEMENT = 0xfffd;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Code units that one call of `String.fromCharCode` takes. */
const UNITS = 8_192;

/** UTF-8 of a text; a surrogate without its partner becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return encodeBeyondAscii(text);
    ascii[i] = code;
  }
  return ascii;
}

function encodeBeyondAscii(text: string): Uint8Array {
  // Three bytes are the most for one code unit; a pair of surrogates takes four for two.
  const bytes = new Uint8Array(3 * text.length);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      const point = scalarAt(text, i);
      if (point > 0xffff) {
        i++;
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (point >> 12);
      }
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.slice(0, at);
}

/** Text of UTF-8; what is malformed becomes U+FFFD. A byte order mark at the start is left out. */
export function decodeUtf8(bytes: Uint8Array): string {
  const isMarked = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
  return decodeWholeUtf8(isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
}

/** Text of UTF-8 with its byte order mark, if there is one; what is malformed becomes U+FFFD. */
export function decodeWholeUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    while (at < bytes.length && bytes[at] < 0x80) at++;
    text += asciiText(bytes, start, at);
    if (at === bytes.length) break;
    const { point, end } = characterAt(bytes, at);
    text += String.fromCodePoint(point);
    at = end;
  }
  return text;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += UNITS)
    text += String.fromCharCode.apply(
      null,
      bytes.subarray(at, Math.min(end, at + UNITS)) as unknown as number[],
    );
  return text;
}

/** The character that starts at a byte beyond ASCII, and where the next one starts. */
function characterAt(bytes: Uint8Array, start: number): { point: number; end: number } {
  const lead = bytes[start];
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4) return { point: REPLACEMENT, end: start + 1 };
  // Overlong forms, surrogates, and what lies beyond Unicode are malformed from their second byte on.
  let least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  let point = lead & (0x7f >> size);
  for (let at = start + 1; at < start + size; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < least || byte > most) return { point: REPLACEMENT, end: at };
    point = (point << 6) | (byte & 0x3f);
    [least, most] = [0x80, 0xbf];
  }
  return { point, end: start + size };
}

/** The Unicode scalar value that starts at `i`. */
function scalarAt(text: string, i: number): number {
  const point = text.codePointAt(i)!;
  return point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
}
