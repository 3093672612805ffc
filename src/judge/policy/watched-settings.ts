/**
 * Settings that are no credentials: what firmware does may depend on them, as a thermostat without a user name never
 * logs in. Those that are not set get plausible values, which are watched: one that reaches somebody is worth a note.
 */
import { Random } from "../../../sim/engine/random.ts";

/** Settings in which the device library keeps book: forget.ts, provision.ts and consent.ts. */
const LIBRARY_SETTINGS = /^(?:~|p\.failures|c\.[0-9a-f]{10})$/;

/** True if the device library writes a setting of this name for itself. */
export function isLibrarySetting(key: string): boolean {
  return LIBRARY_SETTINGS.test(key);
}

export interface WatchedSetting {
  readonly key: string;
  /** As it is stored. */
  readonly json: string;
  /** Text that is looked for; null for a value that says nothing. */
  readonly text: string | null;
}

/** Words in a key that stand for a number. */
const NUMBERS: readonly (readonly [RegExp, number])[] = [
  [/port$/i, 8883],
  [/(interval|period|every|delay|timeout|seconds|secs|ms)$/i, 30],
  [/(count|max|min|limit|level|threshold|target|offset|size|retries|volume|brightness|temp)/i, 20],
];
const SWITCHES = /^(is|has|use|enable|allow)|(enabled|active|on|allowed|consent)$/i;

/** Plausible values for settings that are not set, in the order of the keys. */
export function watchedSettings(keys: readonly string[], seed: number): WatchedSetting[] {
  return keys.map((key) => {
    const number = NUMBERS.find(([pattern]) => pattern.test(key));
    if (number !== undefined) return { key, json: String(number[1]), text: null };
    if (SWITCHES.test(key)) return { key, json: "true", text: null };
    const text = textFor(key, Random.stream(seed, `watched/${key}`));
    return { key, json: JSON.stringify(text), text };
  });
}

function textFor(key: string, random: Random): string {
  const word = Array.from({ length: 8 }, () => random.pick("abcdefghijklmnopqrstuvwxyz")).join("");
  if (/(url|uri|endpoint)$/i.test(key)) return `https://${word}.example/`;
  if (/(host|server|broker|domain|address)$/i.test(key)) return `${word}.example`;
  if (/(mail)$/i.test(key)) return `${word}@example.org`;
  return word;
}
