/** The parts of the package "tightlip" that policies and goals import, without what only Node has. */
export { scenario } from "../../../sim/home/scenario.ts";
export { guess } from "../../judge/policy/guess.ts";
export { definePolicy } from "../../judge/policy/policy.ts";
export { type Deed, defineGoal, type Goal, type Sight } from "../../lesson/goal.ts";
