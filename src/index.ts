/** The library's front door: what policies and programs import from "tightlip". */
export { Scenario, type ScenarioData, scenario } from "../sim/home/scenario.ts";
export type { Duration } from "../sim/home/verbs/fields.ts";
export type { Step } from "../sim/home/verbs/verbs.ts";
export type { Degree } from "./judge/policy/degree.ts";
export { guess } from "./judge/policy/guess.ts";
export {
  definePolicy,
  type Expected,
  type ExpectedFinding,
  type Policy,
  type Release,
  type SecretSpec,
} from "./judge/policy/policy.ts";
export type { SafetyRule } from "./judge/safety/safety-rule.ts";
export { type Act, type Deed, defineGoal, type Goal, type Sight, type Story } from "./lesson/goal.ts";
export { type MadeOffer, makeOffer, newBoardSecrets, newOwnerKey, type Offer } from "./provision/offer.ts";
export { type Config, defineConfig } from "./subjects/config.ts";
export { Life, type PlayOptions, play } from "./subjects/play.ts";
