/**
 * Secrets: the credentials whose way through the world is judged. Their values are canaries, made from the
 * seed, and so are the variants that twin runs use in their place.
 */

import { Random } from "../../../sim/engine/random.ts";
import { toBytes, toHex, toText } from "../../../sim/tape/bytes.ts";
import { crc32 } from "../checksum.ts";

/** Kind of a secret: the form of its value. */
export type SecretKind = "ssid" | "passphrase" | "hex-key" | "token" | "pin" | "word" | "non-ascii";

/** Kind of a pair: the relation of a variant to the value that it stands in for. */
export type PairKind =
  /** Same length; every byte different, letters for digits and digits for letters. */
  | "different"
  /** Three characters longer. */
  | "longer"
  /** One bit apart, in the last character. */
  | "one bit"
  /** The same characters in another order. */
  | "anagram"
  /** Only the second half differs. */
  | "shared prefix"
  /** Same length and same CRC-32. */
  | "equal crc32"
  /** A word that occurs in ordinary text, of another length. */
  | "word";

export interface Secret {
  /** `wifi.ssid`, `wifi.psk`, `settings.<key>`, or as a policy names it. */
  readonly name: string;
  /** The value in the runs called A. */
  readonly value: string;
  readonly kind: SecretKind;
  /** Ships with the firmware: the value is the user's own, not a canary. */
  readonly baked: boolean;
  /** The setting in flash that holds it; null when it is held elsewhere. */
  readonly setting: string | null;
  /** Path to it in the object that the setting holds; undefined where it is all that the setting holds. */
  readonly member?: readonly string[];
  /** Text that every value of it begins with; none by default. */
  readonly prefix?: string;
  /** All values of it have one length. */
  readonly isOfOneLength?: boolean;
}

/** Form that a made-up value must have to be taken by the firmware. */
export interface ValueForm {
  readonly kind?: SecretKind;
  readonly prefix?: string;
  /** Characters, with the prefix. */
  readonly length?: number;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
const ACCENTED = "äéîõüçñåøß";
const WORDS = ["dragon", "sunshine", "football", "princess", "welcome", "monkey", "shadow", "master"];

/** Lengths in characters, as people and vendors choose them (SSID 1-32, passphrase 8-63: IEEE 802.11). */
const LENGTH: Readonly<Record<Exclude<SecretKind, "word">, number>> = {
  ssid: 14,
  passphrase: 18,
  "hex-key": 64,
  token: 24,
  pin: 6,
  "non-ascii": 14,
};

/** Draws of each secret, to see what differs by class and to count how much can be told apart. */
export const SAMPLES = 12;

/** Fewest characters that are searched for; shorter ones occur by chance and are left to the twins. */
export const MIN_SCANNED_CHARACTERS = 4;

/** A secret with a value made up from the seed. */
export function canary(
  name: string,
  seed: number,
  options: ValueForm & Partial<Pick<Secret, "member">> & { readonly setting?: string } = {},
): Secret {
  const { kind = kindOf(name), prefix = "", length, member } = options;
  const setting = options.setting ?? (name.startsWith(SETTINGS) ? name.slice(SETTINGS.length) : null);
  const random = Random.stream(seed, `secret/${name}`);
  const value = prefix + generate(kind, random, length === undefined ? undefined : length - prefix.length);
  const form = { ...(prefix !== "" && { prefix }), ...(length !== undefined && { isOfOneLength: true }) };
  return { name, value, kind, baked: false, setting, ...(member !== undefined && { member }), ...form };
}

const SETTINGS = "settings.";

/** A secret whose value is not made up: it is in the firmware, in what is flashed beside it, or in a recording. */
export function givenSecret({ name, value, setting }: Pick<Secret, "name" | "value" | "setting">): Secret {
  return { name, value, kind: "token", baked: true, setting };
}

/** Names the secret in reports without saying anything about its value. */
export function fingerprint(secret: Secret, seed: number): string | null {
  if (secret.baked) return null;
  return toHex(Random.stream(seed, `fingerprint/${secret.name}`).bytes(6));
}

/** Another value for the secret, related to its own by `pair`; null where there is no such one. */
export function variant(secret: Secret, pair: PairKind, seed: number): string | null {
  const { prefix = "", isOfOneLength = false } = secret;
  const whole = variantOf({ ...secret, value: secret.value.slice(prefix.length) }, pair, seed);
  if (whole === null || (isOfOneLength && prefix.length + whole.length !== secret.value.length)) return null;
  return prefix + whole;
}

/** True if two values have one length, in whichever way a program writes them: characters, UTF-8, JSON. */
export function isSameLength(a: string, b: string): boolean {
  const lengths = (value: string) => [value.length, toBytes(value).length, JSON.stringify(value).length];
  return String(lengths(a)) === String(lengths(b));
}

function variantOf(secret: Secret, pair: PairKind, seed: number): string | null {
  const { value, kind } = secret;
  const random = Random.stream(seed, `variant/${secret.name}/${pair}`);
  const characters = Array.from(value);
  const replaced = (from: number) =>
    characters.map((c, i) => (i < from ? c : different(c, kind, random))).join("");
  switch (pair) {
    case "different":
      return replaced(0);
    case "longer":
      // A key in hexadecimal and what is written in the image have one length only.
      return kind === "hex-key" || kind === "pin" || secret.baked
        ? null
        : replaced(0) + generate("token", random).slice(0, 3);
    case "one bit": {
      const last = characters.at(-1)!.codePointAt(0)!;
      const flipped = String.fromCodePoint(last ^ 1);
      return [...characters.slice(0, -1), flipped].join("");
    }
    case "anagram": {
      const turned = [...characters.slice(1), characters[0]].join("");
      return turned === value ? null : turned;
    }
    case "shared prefix":
      return replaced(Math.ceil(characters.length / 2));
    case "equal crc32":
      return sameChecksum(value);
    case "word":
      return secret.baked ? null : random.pick(WORDS) + (kind === "passphrase" ? random.pick(WORDS) : "");
  }
}

/** A value at random, for counting how much of it an observer can tell apart. */
export function sample(secret: Secret, index: number, seed: number): string {
  const random = Random.stream(seed, `sample/${secret.name}/${index}`);
  const { prefix = "", value, isOfOneLength } = secret;
  const length = isOfOneLength === true ? value.length - prefix.length : undefined;
  if (!secret.baked) return prefix + generate(secret.kind, random, length);
  return Array.from(secret.value, (c) => different(c, secret.kind, random)).join("");
}

/** Entropy of a secret of this kind, bits. */
export function entropyBits(secret: Secret): number {
  const length = Array.from(secret.value).length;
  if (secret.kind === "pin") return length * Math.log2(10);
  if (secret.kind === "hex-key") return length * 4;
  return secret.kind === "word" ? Math.log2(WORDS.length) : length * Math.log2(62);
}

function kindOf(name: string): SecretKind {
  if (name === "wifi.ssid") return "ssid";
  if (name === "wifi.psk") return "passphrase";
  return /(^|[._-])(pin|code|otp)\d*$/i.test(name) ? "pin" : "token";
}

function generate(kind: SecretKind, random: Random, characters?: number): string {
  if (kind === "word") return random.pick(WORDS);
  let value = "";
  const length = characters ?? LENGTH[kind];
  for (let i = 0; i < length; i++) {
    if (kind === "hex-key") value += random.pick(HEX);
    else if (kind === "pin") value += random.pick(DIGITS);
    else if (kind === "non-ascii") value += random.pick(i % 3 === 1 ? ACCENTED : LETTERS);
    // Starts with a letter, and has letters and digits.
    else value += random.pick(i === 0 || random.below(3) > 0 ? LETTERS : DIGITS);
  }
  return value;
}

/** A character of as many bytes: a digit for a letter and the other way round, where the kind has both. */
function different(character: string, kind: SecretKind, random: Random): string {
  const code = character.codePointAt(0)!;
  if (code > 0x7f) return String.fromCodePoint(code ^ 1);
  const from = kind === "hex-key" ? HEX : kind === "pin" || !DIGITS.includes(character) ? DIGITS : LETTERS;
  return random.pick(Array.from(from).filter((c) => c !== character));
}

/**
 * A text of equal length and CRC-32 that differs in its first character. CRC-32 is linear: which bits of the
 * following characters have to be turned over to make up for it is a system of 32 equations.
 */
function sameChecksum(value: string): string | null {
  const bytes = toBytes(value);
  // Bits that keep a letter or digit a printable character: the lowest four.
  const free: [number, number][] = [];
  for (let at = 1; at < bytes.length; at++) for (let bit = 0; bit < 4; bit++) free.push([at, bit]);
  const effect = (at: number, bit: number) => {
    const changed = bytes.slice();
    changed[at] ^= 1 << bit;
    return crc32(changed) ^ crc32(bytes);
  };
  let target = effect(0, 0) >>> 0;
  const pivots: { mask: number; vector: number; flips: bigint }[] = [];
  free.forEach(([at, bit], i) => {
    let vector = effect(at, bit) >>> 0;
    let flips = 1n << BigInt(i);
    for (const pivot of pivots) {
      if ((vector & pivot.mask) !== 0) {
        vector = (vector ^ pivot.vector) >>> 0;
        flips ^= pivot.flips;
      }
    }
    if (vector !== 0) pivots.push({ mask: (vector & -vector) >>> 0, vector, flips });
  });
  let flips = 0n;
  for (const pivot of pivots) {
    if ((target & pivot.mask) !== 0) {
      target = (target ^ pivot.vector) >>> 0;
      flips ^= pivot.flips;
    }
  }
  if (target !== 0) return null;
  const changed = bytes.slice();
  changed[0] ^= 1;
  free.forEach(([at, bit], i) => {
    if ((flips >> BigInt(i)) & 1n) changed[at] ^= 1 << bit;
  });
  return toText(changed);
}
