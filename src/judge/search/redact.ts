/** Replaces secrets in a text by their names: whole ones in any encoding, and parts of cut ones. */
import { toBytes, toHex, toText } from "../../../sim/tape/bytes.ts";
import { ENCODINGS } from "./encodings.ts";
import type { Hit, Wanted } from "./hit.ts";
import { Matcher, MIN_NEEDLE_BYTES } from "./matcher.ts";

/** So many characters of a secret, or of its encoding by as many bytes, must not be shown. */
const MIN_PART_CHARACTERS = 8;

/** The matchers of each list of secrets, made when the first text is redacted. */
const partMatchers = new WeakMap<readonly Wanted[], { matcher: Matcher; secrets: readonly string[] }>();

export function redacted(
  text: string,
  wanted: readonly Wanted[],
  scan: (bytes: Uint8Array) => Hit[],
  name?: string,
): string {
  const bytes = toBytes(text);
  const hits = [...scan(bytes), ...parts(bytes, wanted)].sort((a, b) => a.start - b.start || b.end - a.end);
  if (hits.length === 0) return text;
  let out = "";
  let at = 0;
  for (const hit of hits) {
    if (hit.start >= at) out += `${toText(bytes.subarray(at, hit.start))}‹${name ?? hit.secret}›`;
    at = Math.max(at, hit.end);
  }
  return out + toText(bytes.subarray(at));
}

/** Hexadecimal, with secrets in any encoding replaced by their names. */
export function redactedBytes(bytes: Uint8Array, hits: readonly Hit[]): string {
  const ordered = [...hits].sort((a, b) => a.start - b.start || b.end - a.end);
  let out = "";
  let at = 0;
  for (const hit of ordered) {
    if (hit.start >= at) out += `${toHex(bytes.subarray(at, hit.start))}‹${hit.secret}›`;
    at = Math.max(at, hit.end);
  }
  return out + toHex(bytes.subarray(at));
}

/** Parts of secrets that are long enough to matter, in any encoding, with their ranges. */
function parts(
  bytes: Uint8Array,
  wanted: readonly Wanted[],
): { secret: string; start: number; end: number }[] {
  let known = partMatchers.get(wanted);
  if (known === undefined) {
    known = partMatcher(wanted);
    partMatchers.set(wanted, known);
  }
  const { matcher, secrets } = known;
  return matcher.find(bytes).map(({ needle, start, end }) => ({ secret: secrets[needle], start, end }));
}

function partMatcher(wanted: readonly Wanted[]): { matcher: Matcher; secrets: string[] } {
  const needles: Uint8Array[] = [];
  const secrets: string[] = [];
  for (const { name, value } of wanted) {
    const whole = toBytes(value);
    for (let at = 0; at + MIN_PART_CHARACTERS <= whole.length; at++) {
      const part = whole.subarray(at, at + MIN_PART_CHARACTERS);
      for (const { forms } of ENCODINGS) {
        for (const form of forms(part)) {
          if (form.length < MIN_PART_CHARACTERS || form.length < MIN_NEEDLE_BYTES) continue;
          needles.push(form);
          secrets.push(name);
        }
      }
    }
  }
  return { matcher: new Matcher(needles), secrets };
}
