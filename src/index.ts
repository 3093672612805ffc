/** The library's front door: what policies and programs import from "tightlip". */
export { type Duration, Scenario, type ScenarioData, type Step, scenario } from "../sim/scenario.ts";
export { guess } from "./judge/guess.ts";
export {
  type Degree,
  definePolicy,
  type Expected,
  type ExpectedFinding,
  type Policy,
  type Release,
  type SecretSpec,
} from "./judge/policy.ts";
export { type Config, defineConfig } from "./project/config.ts";
export { Life, type PlayOptions, play } from "./project/play.ts";
export { makeOffer, newBoardSecrets, type Offer } from "./provision/offer.ts";
