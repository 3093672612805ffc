/** Runs a subject once, as the judge's first run, for somebody who wants to watch it. */

import { DEFAULT_PAIRS } from "../policy/policy.ts";
import { type PairKind, type Secret, variant } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import type { Circumstances, Run, Subject } from "../subject.ts";
import type { CheckOptions } from "./check.ts";
import { IDLE } from "./idle.ts";
import { Runner } from "./runner.ts";
import { writtenSecrets } from "./written-secrets.ts";

/** Added to the seed for other random bytes of the device. */
const OTHER_CHANCE = 0x7e11;

export interface Observation {
  readonly run: Run;
  readonly secrets: readonly Secret[];
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
}

export interface ObserveOptions extends CheckOptions {
  /** Circumstances of the run, as a finding has them; default: the usual ones. */
  readonly circumstances?: Circumstances;
}

/** Throws BadScenario. */
export function observe(subject: Subject, options: ObserveOptions): Observation {
  const runner = new Runner(subject, options);
  const { scenario = IDLE, circumstances = {} } = options;
  const usual = runner.discover(scenario);
  // The secrets are those of a usual run: under other circumstances firmware may not ask for all of them.
  const isUsual = Object.keys(circumstances).length === 0;
  return observation(runner, isUsual ? usual : runner.runWith([], scenario, circumstances));
}

/** Observation of a run, and of one that is the same but for the values of all secrets. Throws BadScenario. */
export function observeTwins(subject: Subject, options: CheckOptions): readonly [Observation, Observation] {
  const runner = new Runner(subject, options);
  const scenario = options.scenario ?? IDLE;
  const first = observation(runner, runner.discover(scenario));
  const changes = runner.secrets.map((secret) => ({
    secret,
    value: variant(secret, "different", options.seed)!,
  }));
  const secrets = changes.map(({ secret, value }) => ({ ...secret, value }));
  const run = runner.runWith(changes, scenario);
  return [first, { run, secrets, scanner: scannerFor(run, secrets, options) ?? new Scanner(secrets) }];
}

/**
 * The run that {@link observe} makes with the same options, but for the values of all secrets, in which no character is the
 * same. Null where a secret has a value that cannot be changed. Throws BadScenario.
 */
export function observeAllChanged(subject: Subject, options: ObserveOptions): Observation | null {
  const runner = new Runner(subject, options);
  const { scenario = IDLE, circumstances = {} } = options;
  if (Object.keys(circumstances.values ?? {}).length > 0) return null;
  const isUsual = Object.keys(circumstances).length === 0;
  const first = runner.discover(scenario);
  const { atMicros } = first.end;
  const changes = runner.secrets.flatMap((secret) => {
    const value = variant(secret, "different", options.seed);
    return value === null ? [] : [{ secret, value }];
  });
  if (changes.length < runner.secrets.length) return null;
  const alike = isUsual ? { untilMicros: atMicros } : circumstances;
  const base = isUsual ? first : runner.runWith([], scenario, circumstances);
  // A secret that firmware made by chance is another one by other chance.
  const made = writtenSecrets(base, runner.secrets, (key) => options.policy.public?.includes(key) === true);
  const chance = made.length === 0 ? {} : { chanceSeed: options.seed + OTHER_CHANCE };
  const run = runner.runWith(changes, scenario, { ...alike, ...chance });
  return { run, secrets: runner.secrets, scanner: runner.scanner };
}

/** Run with another value of one secret. */
export interface Variation extends Observation {
  readonly pair: PairKind;
}

/**
 * Runs like that of {@link observe} with the same options but for the value of one secret, by kind of pair; each is made
 * when it is asked for. None of a secret that the firmware does not have. Throws BadScenario.
 */
export function* observeVariations(
  subject: Subject,
  options: ObserveOptions,
  name: string,
): Generator<Variation, void> {
  const runner = new Runner(subject, options);
  const { scenario = IDLE, circumstances = {}, policy, seed } = options;
  const isUsual = Object.keys(circumstances).length === 0;
  // A usual run goes on until timers have fired: so do these.
  const { atMicros } = runner.discover(scenario).end;
  const alike = isUsual ? { untilMicros: atMicros } : circumstances;
  const secret = runner.secrets.find((one) => one.name === name);
  if (secret === undefined) return;
  for (const pair of policy.pairs ?? DEFAULT_PAIRS) {
    const value = variant(secret, pair, seed);
    if (value === null || value === secret.value) continue;
    const secrets = runner.secrets.map((one) => (one === secret ? { ...one, value } : one));
    const run = runner.runWith([{ secret, value }], scenario, alike);
    yield { pair, run, secrets, scanner: scannerFor(run, secrets, options) ?? new Scanner(secrets) };
  }
}

function observation({ secrets, scanner, options }: Runner, run: Run): Observation {
  return { run, secrets, scanner: scannerFor(run, secrets, options) ?? scanner };
}

/** Scanner that also knows what the firmware made itself and wrote into its settings; null where it made nothing. */
function scannerFor(
  run: Run,
  secrets: readonly Secret[],
  { policy }: Pick<CheckOptions, "policy">,
): Scanner | null {
  const made = writtenSecrets(run, secrets, (key) => policy.public?.includes(key) === true);
  return made.length === 0 ? null : new Scanner([...secrets, ...made]);
}
