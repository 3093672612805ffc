/** Replaces secrets in a text by their names: whole ones in any encoding, and parts of cut ones. */
import { toBytes, toHex, toText } from "../../../sim/tape/bytes.ts";
import type { Range } from "./byte-class.ts";
import { ENCODINGS } from "./encodings.ts";
import type { Hit, Wanted } from "./hit.ts";
import { Matcher, MIN_NEEDLE_BYTES } from "./matcher.ts";

/** So many characters of a secret, or of its encoding by as many bytes, must not be shown. */
const MIN_PART_CHARACTERS = 8;

/** The matchers of each list of secrets, made when the first text is redacted. */
const partMatchers = new WeakMap<readonly Wanted[], { matcher: Matcher; secrets: readonly string[] }>();

/** Place of a secret in some bytes, or of several that overlap. */
export interface SecretPlace extends Range {
  readonly secret: string;
  /** Layers and encoding, outermost first; null for a part of the secret. */
  readonly chain: readonly string[] | null;
}

/** Places of whole secrets, as `hits` say, and of parts of them, in order. None overlaps another. */
export function secretPlaces(
  bytes: Uint8Array,
  wanted: readonly Wanted[],
  hits: readonly Hit[],
): SecretPlace[] {
  return mergedPlaces<SecretPlace>([...hits, ...parts(bytes, wanted)]);
}

/** Places in order, those that overlap as one. */
export function mergedPlaces<Place extends Range>(places: readonly Place[]): Place[] {
  const found: Place[] = [];
  for (const place of [...places].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = found.at(-1);
    if (last === undefined || place.start >= last.end) found.push(place);
    else if (place.end > last.end) found[found.length - 1] = { ...last, end: place.end };
  }
  return found;
}

/** `label` makes what stands in the place of a secret. */
export function redacted(
  text: string,
  wanted: readonly Wanted[],
  scan: (bytes: Uint8Array) => readonly Hit[],
  label: (place: SecretPlace) => string = nameLabel,
): string {
  const bytes = toBytes(text);
  const places = secretPlaces(bytes, wanted, scan(bytes));
  return places.length === 0 ? text : replaced(bytes, places, toText, label);
}

/** Hexadecimal, with secrets in any encoding replaced by their names. */
export function redactedBytes(bytes: Uint8Array, hits: readonly Hit[]): string {
  return replaced(bytes, mergedPlaces(hits), toHex, nameLabel);
}

/** A secret as text names it. */
export function nameLabel({ secret }: SecretPlace): string {
  return `‹${secret}›`;
}

/** Bytes as `shown` has them, with what `label` makes in the place of each range; those are in order, none over another. */
export function replaced<Place extends Range>(
  bytes: Uint8Array,
  places: readonly Place[],
  shown: (bytes: Uint8Array) => string,
  label: (place: Place) => string,
): string {
  let out = "";
  let at = 0;
  for (const place of places) {
    out += shown(bytes.subarray(at, place.start)) + label(place);
    at = place.end;
  }
  return out + shown(bytes.subarray(at));
}

/** Parts of secrets that are long enough to matter, in any encoding, with their ranges. */
function parts(bytes: Uint8Array, wanted: readonly Wanted[]): SecretPlace[] {
  let known = partMatchers.get(wanted);
  if (known === undefined) {
    known = partMatcher(wanted);
    partMatchers.set(wanted, known);
  }
  const { matcher, secrets } = known;
  return matcher
    .find(bytes)
    .map(({ needle, start, end }) => ({ secret: secrets[needle], chain: null, start, end }));
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
