/** Takes one layer of encoding off: what a reader of the bytes would try. */

import { fromLatin1, toBytes, toLatin1 } from "../../sim/bytes.ts";
import { unpack } from "./compressed.ts";
import { unchunked } from "./container.ts";

export interface Layer {
  /** As it appears in a finding's chain. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Range of the outer bytes that was decoded, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Bytes are where they were, in pieces: what lies open in it lies open. */
  readonly isContainer?: true;
}

/** Most runs of one kind that are decoded in one buffer. */
const MAX_RUNS = 2_000;

/** Every layer that can be taken off; some kinds only where nothing has been taken off before. The result may be garbage: it is only searched. */
export function unwrap(bytes: Uint8Array, isOutermost: boolean): Layer[] {
  const text = toLatin1(bytes);
  return [
    ...jsonEscapes(text),
    ...percent(text),
    ...hexRuns(text),
    ...base64Runs(text),
    ...utf16(bytes),
    ...chunks(bytes),
    ...archives(bytes, isOutermost),
  ];
}

function chunks(bytes: Uint8Array): Layer[] {
  const body = unchunked(bytes);
  return body === null
    ? []
    : [{ name: "chunked", bytes: body, start: 0, end: bytes.length, isContainer: true }];
}

function archives(bytes: Uint8Array, maybeRaw: boolean): Layer[] {
  return unpack(bytes, maybeRaw).map(({ name, bytes: content, start }) => ({
    name,
    bytes: content,
    start,
    end: bytes.length,
  }));
}

function jsonEscapes(text: string): Layer[] {
  const layers: Layer[] = [];
  if (!text.includes("\\")) return layers;
  // Whole stretches first, then whether they hold an escape: one pattern for both would take quadratic time.
  const anEscape = /\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])/;
  for (const run of runs(text, /(?:[^"\\\n]+|\\.)+/gs, (stretch) => anEscape.test(stretch))) {
    const decoded = run.text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
      code.length > 1
        ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
        : (SHORT_ESCAPES[code] ?? code),
    );
    layers.push({ name: "json escapes", bytes: toBytes(decoded), start: run.start, end: run.end });
    // DeviceScript's JSON.stringify escapes the UTF-8 bytes of a character one by one.
    if (/[\u0080-\u00ff]/.test(decoded)) {
      layers.push({ name: "json escapes", bytes: fromLatin1(decoded), start: run.start, end: run.end });
    }
  }
  return layers;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function percent(text: string): Layer[] {
  if (!text.includes("%")) return [];
  return runs(text, /[\w.~!*'()+%-]+/g, (stretch) => /%[0-9a-fA-F]{2}/.test(stretch)).map((run) => ({
    name: "percent",
    bytes: fromLatin1(
      run.text
        .replace(/\+/g, " ")
        .replace(/%([0-9a-fA-F]{2})/g, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16))),
    ),
    start: run.start,
    end: run.end,
  }));
}

function hexRuns(text: string): Layer[] {
  return runs(text, /[0-9a-fA-F]{8,}/g).map((run) => ({
    name: "hex",
    bytes: Uint8Array.from({ length: run.text.length >> 1 }, (_, i) =>
      Number.parseInt(run.text.slice(2 * i, 2 * i + 2), 16),
    ),
    start: run.start,
    end: run.end,
  }));
}

function base64Runs(text: string): Layer[] {
  return runs(text, /[A-Za-z0-9+/_-]{8,}={0,2}/g).map((run) => ({
    name: /[-_]/.test(run.text) ? "base64url" : "base64",
    bytes: decodeBase64(run.text),
    start: run.start,
    end: run.end,
  }));
}

function utf16(bytes: Uint8Array): Layer[] {
  const layers: Layer[] = [];
  for (const odd of [0, 1]) {
    // Text in a Latin alphabet has a zero in every other byte.
    let zeros = 0;
    for (let i = odd; i < bytes.length; i += 2) if (bytes[i] === 0) zeros++;
    if (zeros < 4 || zeros < bytes.length / 8) continue;
    layers.push({
      name: odd === 1 ? "utf16le" : "utf16be",
      bytes: bytes.filter((_, i) => i % 2 !== odd),
      start: 0,
      end: bytes.length,
    });
  }
  return layers;
}

const SEXTET = new Int8Array(128).fill(-1);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach((c, i) => {
  SEXTET[c.charCodeAt(0)] = i;
});
SEXTET["-".charCodeAt(0)] = 62;
SEXTET["_".charCodeAt(0)] = 63;

function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = SEXTET[text.charCodeAt(i)];
    if (value < 0) break;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  return bytes.subarray(0, at);
}

interface Run {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function runs(text: string, pattern: RegExp, wanted: (text: string) => boolean = () => true): Run[] {
  const found: Run[] = [];
  for (const match of text.matchAll(pattern)) {
    if (!wanted(match[0])) continue;
    found.push({ text: match[0], start: match.index, end: match.index + match[0].length });
    if (found.length >= MAX_RUNS) break;
  }
  return found;
}
