/** The library's front door: what policies and programs import from "tightlip". */
export {
  type Degree,
  definePolicy,
  type Expected,
  type ExpectedFinding,
  type Policy,
} from "./judge/policy.ts";
