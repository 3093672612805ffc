/**
 * Settings that are no credentials: what firmware does may depend on them, as a thermostat without a user name never
 * logs in. Those that are not set get plausible values, which are watched: one that reaches somebody is worth a note.
 */
import { isCredentialKey } from "../../../sim/device/credential.ts";
import { Random } from "../../../sim/engine/random.ts";
import type { Program, Run, SettingMember } from "../subject.ts";
import type { Policy } from "./policy.ts";
import { isVaultKey } from "./sealed-blobs.ts";
import type { Secret } from "./secret.ts";

/** Settings in which the device library keeps book: forget.ts, provision.ts and consent.ts. */
const LIBRARY_SETTINGS = /^(?:~|p\.failures|c\.[0-9a-f]{10})$/;

/** True if the device library writes a setting of this name for itself. */
export function isLibrarySetting(key: string): boolean {
  return LIBRARY_SETTINGS.test(key);
}

/** Keys of settings that firmware read, that are no credentials, and that neither the policy nor the firmware gives. */
export function unsetSettings(
  { settings: { read } }: Run,
  secrets: readonly Secret[],
  policy: Policy,
  { presets }: Program,
): string[] {
  const given = [...secrets.map(({ setting }) => setting), ...presets, ...Object.keys(policy.settings ?? {})];
  const isPlain = (key: string) => !isVaultKey(key) && !isLibrarySetting(key) && !isCredentialKey(key);
  return read.filter((key) => isPlain(key) && !given.includes(key));
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
  [/((?<!ac)count|max|min|limit|level|threshold|target|offset|size|retries|volume|brightness|temp)/i, 20],
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

/** A setting that holds an object: the members that firmware asked for, with plausible values. */
export class ObjectSettings {
  private readonly paths = new Map<string, readonly string[]>();

  constructor(
    private readonly keys: readonly string[],
    private readonly seed: number,
  ) {}

  /** Takes in members that were asked for; false when all were known. */
  learn(members: readonly SettingMember[]): boolean {
    const before = this.paths.size;
    for (const { key, path } of members) this.paths.set(JSON.stringify([key, ...path]), [key, ...path]);
    return this.paths.size > before;
  }

  /** Members that look like a credential, or are part of something that does. */
  get credentials(): SettingMember[] {
    return this.leaves.flatMap(([key, ...path]) => (path.some(isCredentialKey) ? [{ key, path }] : []));
  }

  /** Settings as they are stored, key to JSON. */
  json(): Readonly<Record<string, string>> {
    const plain = watchedSettings(this.keys, this.seed).map(({ key, json }) => [key, JSON.parse(json)]);
    const settings: Record<string, unknown> = Object.fromEntries(plain);
    for (const leaf of this.leaves) {
      const name = leaf.join(".");
      const [{ json }] = watchedSettings([name], this.seed);
      let at = settings;
      for (const member of leaf.slice(0, -1)) {
        if (typeof at[member] !== "object") at[member] = {};
        at = at[member] as Record<string, unknown>;
      }
      at[leaf.at(-1)!] = JSON.parse(json);
    }
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]));
  }

  /** Paths, keys first, that are no beginnings of others. */
  private get leaves(): (readonly [string, ...string[]])[] {
    const all = [...this.paths.values()] as (readonly [string, ...string[]])[];
    const isWithin = (path: readonly string[], other: readonly string[]) =>
      other.length > path.length && path.every((member, i) => other[i] === member);
    return all.filter((path) => !all.some((other) => isWithin(path, other)));
  }
}
