/** Runs a subject once, as the judge's first run, for somebody who wants to watch it. */

import type { Secret } from "../policy/secret.ts";
import { variant } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import type { Circumstances, Run, Subject } from "../subject.ts";
import type { CheckOptions } from "./check.ts";
import { IDLE } from "./idle.ts";
import { Runner } from "./runner.ts";
import { writtenSecrets } from "./written-secrets.ts";

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
