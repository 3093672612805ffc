/** The scenario of a run where none is declared. */
import type { ScenarioData } from "../../../sim/home/scenario.ts";

export const IDLE: ScenarioData = { name: "set up and left alone", steps: [] };
