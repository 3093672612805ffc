/** The parts of the package "tightlip" that policies and goals import, without what only Node has. */
export { scenario } from "../../../sim/home/scenario.ts";
export { guess } from "../../judge/policy/guess.ts";
export { definePolicy } from "../../judge/policy/policy.ts";
export { type Act, type Deed, defineGoal, type Goal, type Sight, type Story } from "../../lesson/goal.ts";
