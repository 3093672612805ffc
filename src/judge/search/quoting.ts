/** Forms of a value that is quoted: with marks doubled, as SQL, YAML and CSV do, or with backslashes before signs. */
import { toBytes, toText } from "../../../sim/tape/bytes.ts";

/** Signs that are escaped together: codes for WiFi, INI files, strings of Python and C, PostScript, shells. */
const SIGN_SETS = [
  '\\;,:"',
  "\\;,:",
  '\\"[]{}$;',
  ";#=:",
  "\\'",
  '\\"',
  "\\'\"",
  "\\()",
  '$`\\"!',
  " !\"#$&'()*,;<>?[\\]^`{|}~",
  "\\$'",
  "'\"$;#",
];
const SIGN = /[^A-Za-z0-9\u0080-\uffff]/;
/** Signs of one value of which pairs are tried. */
const MAX_SIGNS = 10;

/** SQL, YAML and CSV write a quotation mark twice. */
export function doubledForms(secret: Uint8Array): Uint8Array[] {
  const text = toText(secret);
  return ["'", '"', "`"]
    .filter((mark) => text.includes(mark))
    .map((mark) => toBytes(text.replaceAll(mark, mark + mark)));
}

/** POSIX.1-2017, 2.2.2: an apostrophe ends a quotation, stands outside of it, and another begins. */
export function shellForms(secret: Uint8Array): Uint8Array[] {
  const text = toText(secret);
  if (!text.includes("'")) return [];
  return ["'\\''", "'\"'\"'"].map((quoted) => toBytes(text.replaceAll("'", () => quoted)));
}

/** A backslash before each sign of a set, before one sign or two, or before all. */
export function backslashForms(secret: Uint8Array): Uint8Array[] {
  const text = toText(secret);
  const signs = [...new Set(Array.from(text).filter((c) => SIGN.test(c)))].slice(0, MAX_SIGNS);
  if (signs.length === 0) return [];
  const pairs = signs.flatMap((a, i) => signs.slice(i + 1).map((b) => a + b));
  const forms = [...signs, ...pairs, ...SIGN_SETS, signs.join("")].map((set) =>
    Array.from(text, (c) => (set.includes(c) ? `\\${c}` : c)).join(""),
  );
  return [...new Set(forms)].filter((form) => form !== text).map(toBytes);
}
