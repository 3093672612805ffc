/**
 * Secrets: the credentials whose way through the world is judged. Their values are canaries, made from the
 * seed; a value and its variant differ in every byte and, position by position, in kind (letter or digit), so
 * that even a program that only looks at one character behaves differently.
 */
import { Random } from "../../sim/random.ts";

export interface Secret {
  /** `wifi.ssid`, `wifi.psk`, `settings.<key>`, or as a policy names it. */
  readonly name: string;
  /** The value in the runs called A. */
  readonly value: string;
  /** The value in the run called B: same length, every byte different. */
  readonly variant: string;
  /** Ships with the firmware: the value is the user's own, not a canary. */
  readonly baked: boolean;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";

/** Lengths in characters, as people and vendors choose them. */
const LENGTH: Readonly<Record<string, number>> = { "wifi.ssid": 14, "wifi.psk": 18 };
const TOKEN_LENGTH = 24;
const PIN_LENGTH = 6;

/** Fewest characters that are searched for; shorter ones occur by chance and are left to the twins. */
export const MIN_SCANNED_CHARACTERS = 4;

/** A secret with a value made up from the seed. */
export function canary(name: string, seed: number): Secret {
  const random = Random.stream(seed, `secret/${name}`);
  const numeric = /(^|[._-])(pin|code|otp)\d*$/i.test(name);
  let value = "";
  let variant = "";
  const length = LENGTH[name] ?? (numeric ? PIN_LENGTH : TOKEN_LENGTH);
  for (let i = 0; i < length; i++) {
    // Starts with a letter, and has both kinds.
    const letter = !numeric && (i === 0 || random.below(3) > 0);
    const character = random.pick(letter ? LETTERS : DIGITS);
    value += character;
    variant += different(character, numeric, random);
  }
  return { name, value, variant, baked: false };
}

/** A secret whose value is already in the firmware or in what is flashed beside it. */
export function bakedSecret(name: string, value: string, seed: number): Secret {
  const random = Random.stream(seed, `secret/${name}`);
  const variant = Array.from(value, (character) => different(character, false, random)).join("");
  return { name, value, variant, baked: true };
}

/** Names the secret in reports without saying anything about its value. */
export function fingerprint(secret: Secret, seed: number): string | null {
  if (secret.baked) return null;
  const bytes = Random.stream(seed, `fingerprint/${secret.name}`).bytes(6);
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** A character of one byte for one of one byte, a digit for a letter and the other way round. */
function different(character: string, numeric: boolean, random: Random): string {
  const code = character.codePointAt(0)!;
  if (code > 0x7f) return String.fromCodePoint(code ^ 1);
  const from = numeric || !DIGITS.includes(character) ? DIGITS : LETTERS;
  const choices = Array.from(from).filter((c) => c !== character);
  return random.pick(choices);
}
