/**
 * A Scenario is what happens to a device from power-on: a list of steps that reads like a story. It is plain
 * data, so it can be saved, made smaller and replayed; the methods are for writing one by hand.
 *
 * ```ts
 * scenario("an evening").provision().wait("30s").press("button").loseWifi("20s").wait("2m").cutPower().wait("1m")
 * ```
 */

import { BadScenario } from "../engine/bad-scenario.ts";
import {
  isRecord,
  type Step,
  type StepProblem,
  stepProblem,
  stepProblemText,
  VERB_NAMES,
  VERBS,
  verbOf,
} from "./verbs/verbs.ts";

export type { Duration } from "./verbs/fields.ts";
export { type Step, VERB_NAMES as STEPS } from "./verbs/verbs.ts";
export { BadScenario };

/** A scenario as plain data, as it is in JSON and YAML. */
export interface ScenarioData {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** An empty story: the device is powered on, and the owner does nothing. */
export function scenario(name: string): Scenario {
  return new Scenario(name, []);
}

/** Steps with the moments at which they happen, microseconds from power-on; a wait begins at its moment. */
export function stepTimes({ steps }: ScenarioData): { readonly step: Step; readonly atMicros: number }[] {
  let atMicros = 0;
  return steps.map((step) => {
    const timed = { step, atMicros };
    atMicros += verbOf(step).takesMicros?.(step) ?? 0;
    return timed;
  });
}

/** Problem of data that should be a scenario. */
export type ScenarioProblem =
  | { readonly kind: "no steps" }
  /** `number` is the step's, from 1. */
  | {
      readonly kind: "step";
      readonly scenario: string;
      readonly number: number;
      readonly problem: StepProblem;
    };

/** Null when it has none. */
export function scenarioProblem(data: unknown): ScenarioProblem | null {
  if (!isRecord(data) || typeof data.name !== "string" || !Array.isArray(data.steps))
    return { kind: "no steps" };
  for (const [at, step] of data.steps.entries()) {
    const problem = stepProblem(step);
    if (problem !== null) return { kind: "step", scenario: data.name, number: at + 1, problem };
  }
  return null;
}

function scenarioProblemText(problem: ScenarioProblem): string {
  return problem.kind === "no steps"
    ? 'a scenario has a "name" and a list of "steps"'
    : `step ${problem.number} of scenario "${problem.scenario}": ${stepProblemText(problem.problem)}`;
}

/** A method for each verb: a new scenario with one more step. */
type Methods = {
  [Name in keyof typeof VERBS]: (...words: Parameters<(typeof VERBS)[Name]["write"]>) => Scenario;
};

/** Base class of the scenario builder, for the methods of all verbs. */
abstract class Builder {
  protected abstract with(step: Step): Scenario;
}

for (const name of VERB_NAMES) {
  const write: (...words: never[]) => object = VERBS[name].write;
  const method = function (this: { with: Builder["with"] }, ...words: never[]): Scenario {
    return this.with({ do: name, ...write(...words) } as Step);
  };
  Object.defineProperty(Builder.prototype, name, { value: method, writable: true, configurable: true });
}

export class Scenario extends (Builder as abstract new () => Builder & Methods) implements ScenarioData {
  constructor(
    readonly name: string,
    readonly steps: readonly Step[],
  ) {
    super();
  }

  /** Checks data from a file. Throws {@link BadScenario}. */
  static from(data: unknown): Scenario {
    const problem = scenarioProblem(data);
    if (problem !== null) throw new BadScenario(scenarioProblemText(problem));
    const { name, steps } = data as ScenarioData;
    return new Scenario(name, steps);
  }

  /** Microseconds from power-on to the last step. */
  get lengthMicros(): number {
    return this.steps.reduce((sum, step) => sum + (verbOf(step).takesMicros?.(step) ?? 0), 0);
  }

  protected override with(step: Step): Scenario {
    const problem = stepProblem(step);
    const { name: scenario, steps } = this;
    if (problem !== null)
      throw new BadScenario(
        scenarioProblemText({ kind: "step", scenario, number: steps.length + 1, problem }),
      );
    return new Scenario(this.name, [...this.steps, step]);
  }
}
