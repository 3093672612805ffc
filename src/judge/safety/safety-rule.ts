/** A SafetyRule of a policy: an actuator is off soon after something goes wrong. docs/safety.md says it in full. */
import type { ScenarioData } from "../../../sim/home/scenario.ts";

export interface SafetyRule {
  /** As a scenario names it: `relay`, or `relay 2` for the second one. */
  readonly actuator: string;
  /** Longest time from the fault until it is off, such as `5s`. */
  readonly offWithin: string;
  /** Faults: `reset`, `cutPower`, `unplug temperature`, `set temperature 130`… */
  readonly of: readonly string[];
  /** Shortest time that it stays off then. Default: until somebody does something. */
  readonly offFor?: string;
  /** Scenario that switches it on. Secrets are not judged in it. Default: those of the policy, then a search. */
  readonly scenario?: ScenarioData;
}
