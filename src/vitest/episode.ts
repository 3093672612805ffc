/**
 * An Episode is what has happened to an appliance up to some moment of a test, and what comes of it. It is run from
 * power-on each time it is looked at, so that episodes share nothing with each other; each is looked at once.
 */

import picocolors from "picocolors";
import { BadScenario, type Scenario } from "../../sim/home/scenario.ts";
import type { Place } from "../../sim/tape/position.ts";
import type { BuildResult } from "../compile/build.ts";
import { type Observation, observedFailure } from "../judge/verdict/observe.ts";
import { failureText } from "../judge/verdict/reason.ts";
import type { FirmwareReport } from "../report/document.ts";
import { textReport } from "../report/text.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { Outcomes } from "../subjects/outcomes.ts";
import type { LoadedPolicy } from "../subjects/policy-file.ts";
import { AS_DECLARED, checkBuilt, observeBuilt } from "../tasks/check-appliance.ts";
import { rememberReplays } from "../tasks/replay.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { remember } from "./known-secrets.ts";
import { warnOnce } from "./warn-once.ts";

/** Subject of an episode, the same for all episodes of an appliance. */
export interface Subject {
  readonly appliance: Appliance;
  readonly loaded: LoadedPolicy;
  readonly built: BuildResult;
  readonly seed: number;
  /** Virtual time of each run at least; null for the steps' time, else the policy's. */
  readonly virtualMicros: number | null;
}

const PLAIN = picocolors.createColors(false);

export class Episode {
  readonly #subject: Subject;
  readonly #scenario: Scenario;
  #observed: readonly [Observation, Observation] | null = null;
  #judged: FirmwareReport | null = null;

  constructor(subject: Subject, scenario: Scenario) {
    this.#subject = subject;
    this.#scenario = scenario;
  }

  get name(): string {
    return this.#subject.appliance.name;
  }

  /**
   * Observations of a run, and of another one that is the same but for the values of all secrets. Throws a
   * UserError for a step that cannot be at its time.
   */
  get observed(): readonly [Observation, Observation] {
    if (this.#observed === null) {
      this.#observed = this.#attempt(({ loaded, built }) => observeBuilt(loaded, built, this.#request));
      for (const observation of this.#observed) remember(observation);
    }
    return this.#observed;
  }

  /** Report of the judge. Throws like {@link observed}. */
  get judged(): FirmwareReport {
    // First, so that the secrets are known that a server in a policy may see meanwhile.
    void this.observed;
    this.#judged ??= this.#attempt(({ appliance, loaded, built }) => {
      const report = checkBuilt(appliance, loaded, built, { ...AS_DECLARED, ...this.#request });
      rememberReplays([report], warnOnce);
      // A test says itself what it expects.
      return { ...report, expected: null };
    });
    return this.#judged;
  }

  /** What the test has done so far. */
  get scenario(): Scenario {
    return this.#scenario;
  }

  /** Outcomes of branches in the firmware's own code, and the places of those that its run left out. */
  get coverage(): { readonly all: number; readonly left: readonly Place[] } {
    const { all } = new Outcomes(this.#subject.built.image);
    const ran = new Set(this.observed[0].run.outcomes);
    return { all: all.length, left: all.filter(({ id }) => !ran.has(id)) };
  }

  /** Reason that its run says less than it should; null when it does not. */
  get failure(): string | null {
    const failure = observedFailure(this.observed[0]);
    return failure === null ? null : failureText(failure);
  }

  /** The judge's report: the matrix of who learns what, and for each leak the line and how to see it again. */
  get report(): string {
    return textReport(this.judged, { colors: PLAIN, many: false });
  }

  /** After another step. Throws a UserError for one that cannot be. */
  after(next: (before: Scenario) => Scenario): Episode {
    return this.#attempt((subject) => new Episode(subject, next(this.#scenario)));
  }

  get #request() {
    const { seed, virtualMicros } = this.#subject;
    const { steps } = this.#scenario;
    const timed = steps.some((step) => step.do === "wait");
    return {
      seed,
      scenario: steps.length > 0 ? this.#scenario : null,
      // Time passes only as the test says, if it says so.
      virtualMicros: virtualMicros ?? (timed ? 0 : null),
    };
  }

  #attempt<T>(action: (subject: Subject) => T): T {
    try {
      return action(this.#subject);
    } catch (error) {
      if (!(error instanceof BadScenario)) throw error;
      throw new UserError(`${this.#subject.appliance.main}: ${error.message}`, EXIT_USAGE);
    }
  }
}
