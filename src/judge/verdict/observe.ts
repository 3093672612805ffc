/** Runs a subject once, as the judge's first run, for somebody who wants to watch it. */

import type { Secret } from "../policy/secret.ts";
import { variant } from "../policy/secret.ts";
import { Scanner } from "../search/scan.ts";
import type { Run, Subject } from "../subject.ts";
import type { CheckOptions } from "./check.ts";
import { IDLE, Runner } from "./runner.ts";

export interface Observation {
  readonly run: Run;
  readonly secrets: readonly Secret[];
  /** Knows the run's secrets: whatever is shown of the run goes through its `redact`. */
  readonly scanner: Scanner;
}

/** Throws BadScenario. */
export function observe(subject: Subject, options: CheckOptions): Observation {
  const runner = new Runner(subject, options);
  const run = runner.discover(options.scenario ?? IDLE);
  return { run, secrets: runner.secrets, scanner: runner.scanner };
}

/** Observation of a run, and of one that is the same but for the values of all secrets. Throws BadScenario. */
export function observeTwins(subject: Subject, options: CheckOptions): readonly [Observation, Observation] {
  const runner = new Runner(subject, options);
  const scenario = options.scenario ?? IDLE;
  const first = { run: runner.discover(scenario), secrets: runner.secrets, scanner: runner.scanner };
  const changes = runner.secrets.map((secret) => ({
    secret,
    value: variant(secret, "different", options.seed)!,
  }));
  const secrets = changes.map(({ secret, value }) => ({ ...secret, value }));
  return [first, { run: runner.runWith(changes, scenario), secrets, scanner: new Scanner(secrets) }];
}
