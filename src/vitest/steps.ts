/** Steps: what a test does to an appliance, one method for each step of a scenario. */
import { type Scenario, STEPS, type Step } from "../../sim/home/scenario.ts";

/** Each under the name, and with the arguments, that {@link Scenario} has for it. Fails for a step that cannot be. */
export type Steps = { [Verb in Step["do"]]: (...details: Parameters<Scenario[Verb]>) => Promise<void> };

/** Adds a step to a scenario. */
export type NextStep = (before: Scenario) => Scenario;

/** Target of steps: an appliance under test or its scenario. */
abstract class Stepping {
  protected abstract happen(verb: Step["do"], next: NextStep): void;
}

type SteppingClass = abstract new () => Stepping & Steps;

for (const verb of STEPS as readonly Step["do"][]) {
  const step = async function (this: { happen: Stepping["happen"] }, ...details: never[]): Promise<void> {
    this.happen(verb, (before) => (before[verb] as (...details: never[]) => Scenario)(...details));
  };
  Object.defineProperty(Stepping.prototype, verb, { value: step, writable: true, configurable: true });
}

/** To be extended by whatever steps happen to. */
export const TakesSteps = Stepping as SteppingClass;
