/**
 * Corner values: what programs ask about a credential before they do something with it. Random text never meets such a
 * question, so that a flow behind it would stay unseen.
 */
import { SAMPLES, type Secret, sample } from "./secret.ts";

/** Values that secrets take besides those that are related to their own. */
export interface ValueSet {
  /** Property that the values have in common. */
  readonly name: string;
  /** Value of a secret while all others take theirs; null where it can have no such value. */
  readonly together: (secret: Secret) => string | null;
  /** Values of a secret while all others keep their own. */
  readonly alone: (secret: Secret, others: readonly Secret[]) => readonly string[];
}

/** Names of networks have at most 32 bytes, passphrases 8 to 63 characters (IEEE 802.11-2020, 9.4.2.2 and J.4). */
export const LONGEST = { ssid: 32, passphrase: 63, other: 60 };
const COMMON = [
  ...["12345678", "1234", "password", "000000", "admin123", "0000", "99999999", "deadbeef0123"],
  ...["1990", "2412", "241290", "311299"],
];
/** None of these repeats itself: sent again and again, such a value would be found at every character. */
const EQUAL = "q7x2m9k4w8t3";
const CAPITALS = "QWERTZUIOPASDFGHJKLYXCVBNMNBVCXYLKJHGFDSAPOIUZTREWQAYWSXEDCRFVT";
/** Values of which each holds the one before. */
const NESTED = { pin: "246813", ssid: "Heim246813", other: "Heim246813", passphrase: "Heim246813246813" };
const APPENDED = "x7";

/** Random values, for what depends on a class that a hash or a character puts the value in. */
export function sampleValues(seed: number): readonly ValueSet[] {
  return Array.from({ length: SAMPLES }, (_, i) =>
    same(`sample ${i + 1}`, (secret) => sample(secret, i, seed)),
  );
}

/** Values that programs ask about. */
export const CORNER_VALUES: readonly ValueSet[] = [
  text("a common password of digits", "12345678", "1234"),
  text("a common word", "password", "000000"),
  text("a default", "admin123", "0000"),
  // As AVM prints them on the labels of its routers.
  text("twenty digits", "48151623421081520042", "1990"),
  same("the longest, in capitals", (secret) => fitted(CAPITALS, "99999999", secret)),
  text("spaces, quotes and accents", " \"pä's;ßwörd\\ ", "241290"),
  text("hexadecimal digits", "deadbeef0123", "2412"),
  text("hexadecimal digits in capitals", "4D1F09A27B3C5E68", "311299"),
  {
    name: "secrets that hold each other",
    together: (secret) => fitted(NESTED[nestedKind(secret)], NESTED.pin, secret),
    alone: (secret, others) =>
      secret.kind === "pin"
        ? []
        : others
            .flatMap(({ value }) => [value + APPENDED, APPENDED + value, value.slice(0, value.length / 2)])
            .flatMap((value) => fitted(value, null, secret) ?? []),
  },
  {
    name: "equal secrets",
    together: (secret) => fitted(EQUAL, null, secret),
    alone: (secret, others) =>
      others.filter(({ kind }) => kind !== "pin").flatMap((other) => fitted(other.value, null, secret) ?? []),
  },
];

/** True if a text is a word or number that may stand anywhere, so that finding it says nothing. */
export function isCommonValue(value: string): boolean {
  return COMMON.includes(value);
}

/** Values that are given by the names of secrets; all others keep their own. */
export function givenValues(name: string, values: Readonly<Record<string, string>>): ValueSet {
  return same(name, (secret) => values[secret.name] ?? null);
}

function same(name: string, value: (secret: Secret) => string | null): ValueSet {
  return { name, together: value, alone: (secret) => [value(secret)].filter((one) => one !== null) };
}

function text(name: string, value: string, pin: string | null): ValueSet {
  return same(name, (secret) => fitted(value, pin, secret));
}

function nestedKind({ kind }: Secret): keyof typeof NESTED {
  return kind === "pin" || kind === "ssid" || kind === "passphrase" ? kind : "other";
}

/** The value as a secret of this kind can have it. Keys in hexadecimal have no corners. */
function fitted(value: string, pin: string | null, secret: Secret): string | null {
  if (secret.kind === "pin") return pin;
  if (secret.kind === "hex-key") return null;
  const fit = (secret.prefix ?? "") + Array.from(value).slice(0, longest(secret)).join("");
  return secret.isOfOneLength === true && fit.length !== secret.value.length ? null : fit;
}

function longest({ kind }: Secret): number {
  return kind === "ssid" || kind === "passphrase" ? LONGEST[kind] : LONGEST.other;
}
