/** Runs a subject once, as the judge's first run, for somebody who wants to watch it. */

import type { ScenarioData } from "../../../sim/home/scenario.ts";
import { DEFAULT_PAIRS } from "../policy/policy.ts";
import { type PairKind, type Secret, variant } from "../policy/secret.ts";
import { Fragments } from "../search/fragments.ts";
import { Scanner } from "../search/scan.ts";
import type { Circumstances, Run, Subject } from "../subject.ts";
import type { CheckOptions } from "./check.ts";
import { IDLE } from "./idle.ts";
import { explainedFailure, type RunFailure, runFailure } from "./run-failure.ts";
import { type Change, Runner } from "./runner.ts";
import { writtenSecrets } from "./written-secrets.ts";

/** Added to the seed for other random bytes of the device. */
const OTHER_CHANCE = 0x7e11;

export interface Observation {
  readonly run: Run;
  readonly secrets: readonly Secret[];
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
}

/**
 * Failure of the run with what a person should know about its cause, names in place of secrets; null when there was none.
 * `unset`: settings that it read and that have no value.
 */
export function observedFailure(
  { run, secrets, scanner }: Observation,
  unset: readonly string[] = [],
): RunFailure | null {
  const failure = runFailure(run);
  if (failure === null) return null;
  const fragments = new Fragments(secrets);
  return explainedFailure(failure, run, { redact: (text) => fragments.redact(scanner.redact(text)), unset });
}

export interface ObserveOptions extends CheckOptions {
  /** Circumstances of the run, as a finding has them; default: the usual ones. */
  readonly circumstances?: Circumstances;
}

/** Throws BadScenario. */
export function observe(subject: Subject, options: ObserveOptions): Observation {
  return new Rerun(subject, options).seen;
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

/** Values of a run in which no character of a secret is the same. */
export interface OtherValues {
  readonly changes: readonly Change[];
  /** Chance of the device, where a secret is made of it; else the usual one. */
  readonly chanceSeed?: number;
}

/** Run with another value of one secret. */
export interface Variation extends Observation {
  readonly pair: PairKind;
}

/** A run that is done again, and the same with other secrets. All methods throw BadScenario, and so does making one. */
export class Rerun {
  readonly seen: Observation;
  private readonly runner: Runner;
  private readonly scenario: ScenarioData;
  /** Circumstances of further runs: they take as long as the first. */
  private readonly circumstances: Circumstances;

  constructor(
    subject: Subject,
    private readonly options: ObserveOptions,
  ) {
    const { scenario = IDLE, circumstances = {} } = options;
    this.runner = new Runner(subject, options);
    this.scenario = scenario;
    // The secrets are those of a usual run: under other circumstances firmware may not ask for all of them.
    const usual = this.runner.discover(scenario);
    const isUsual = Object.keys(circumstances).length === 0;
    this.circumstances = isUsual ? { untilMicros: usual.end.atMicros } : circumstances;
    this.seen = observation(this.runner, isUsual ? usual : this.runner.runWith([], scenario, circumstances));
  }

  /** Null where a secret has a value that cannot be changed. */
  otherValues(): OtherValues | null {
    const { secrets } = this.runner;
    const { seed } = this.options;
    const changes = secrets.flatMap((secret) => {
      const value = variant(secret, "different", seed);
      return value === null ? [] : [{ secret, value }];
    });
    if (changes.length < secrets.length) return null;
    // A secret that firmware made by chance is another one by other chance.
    const made = madeIn(this.seen.run, secrets, this.options);
    return { changes, ...(made.length > 0 && { chanceSeed: seed + OTHER_CHANCE }) };
  }

  /** The run in which no character of a secret is the same; null where one has a value that cannot be changed. */
  allChanged(): Run | null {
    if (Object.keys(this.circumstances.values ?? {}).length > 0) return null;
    const other = this.otherValues();
    if (other === null) return null;
    const { changes, ...chance } = other;
    return this.runner.runWith(changes, this.scenario, { ...this.circumstances, ...chance });
  }

  /** The run with other values of one secret, by kind of pair; each is made when it is asked for. None of an unknown secret. */
  *variations(name: string): Generator<Variation, void> {
    const { runner, options } = this;
    const secret = runner.secrets.find((one) => one.name === name);
    if (secret === undefined) return;
    for (const pair of options.policy.pairs ?? DEFAULT_PAIRS) {
      const value = variant(secret, pair, options.seed);
      if (value === null || value === secret.value) continue;
      const secrets = runner.secrets.map((one) => (one === secret ? { ...one, value } : one));
      const run = runner.runWith([{ secret, value }], this.scenario, this.circumstances);
      yield { pair, run, secrets, scanner: scannerFor(run, secrets, options) ?? new Scanner(secrets) };
    }
  }
}

function observation({ secrets, scanner, options }: Runner, run: Run): Observation {
  return { run, secrets, scanner: scannerFor(run, secrets, options) ?? scanner };
}

/** Scanner that also knows what the firmware made itself and wrote into its settings; null where it made nothing. */
function scannerFor(
  run: Run,
  secrets: readonly Secret[],
  options: Pick<CheckOptions, "policy">,
): Scanner | null {
  const made = madeIn(run, secrets, options);
  return made.length === 0 ? null : new Scanner([...secrets, ...made]);
}

function madeIn(run: Run, secrets: readonly Secret[], { policy }: Pick<CheckOptions, "policy">): Secret[] {
  return writtenSecrets(run, secrets, (key) => policy.public?.includes(key) === true);
}
