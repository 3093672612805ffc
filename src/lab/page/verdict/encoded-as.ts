/** A value in an encoding of which a part of the text stands for a part of the value, as evidence names it. */
import { toBytes, toHex } from "../../../../sim/tape/bytes.ts";

/** By name. Encodings that are missing here depend on what stands around the value. */
const ENCODINGS: Readonly<Record<string, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  hex: (value) => toHex(toBytes(value)),
  base64: (value) => btoa(String.fromCharCode(...toBytes(value))),
  percent: encodeURIComponent,
  reversed: (value) => [...value].reverse().join(""),
  "upper case": (value) => value.toUpperCase(),
  "lower case": (value) => value.toLowerCase(),
};

/** `chain` is such as `hex > json`, outermost first, or null for none. Null where the text cannot be told. */
export function encodedAs(value: string, chain: string | null): string | null {
  let text = value;
  for (const name of (chain?.split(" > ") ?? []).reverse()) {
    if (!Object.hasOwn(ENCODINGS, name)) return null;
    text = ENCODINGS[name](text);
  }
  return text;
}
