/** A Play: something that happens to a device, and how long it is watched afterwards. */
import { Scenario, type ScenarioData, type Step } from "../../../sim/home/scenario.ts";
import { parseDuration } from "../../../sim/tape/duration.ts";
import type { Circumstances } from "../subject.ts";

export interface Play {
  readonly steps: readonly Step[];
  /** Virtual time for which firmware is watched afterwards. */
  readonly watch: string;
  /** It happens when the device has just been switched on, and not when it is up and running. */
  readonly early?: true;
  /** State of the board and its surroundings, where it is not the usual one. */
  readonly circumstances?: Circumstances;
}

/** Firmware that reacts at once has reacted by then. */
export const SHORT = "2s";
/** Firmware that reports now and then has done so by then. */
export const LONG = "20s";
/** A device that is left alone is set up and busy by then. */
export const READY = "8s";
/** It has not joined a network by then. */
export const EARLY = "100ms";

/** Virtual time that counts as one try more. */
const TRY_MICROS = 20e6;

/** Time before its first step. */
export function leftAlone({ early }: Play): string {
  return early === true ? EARLY : READY;
}

/** From its first step until nobody watches any more, virtual time. */
export function lengthMicros({ steps, watch }: Play): number {
  return new Scenario("", steps).lengthMicros + parseDuration(watch)!;
}

/** Tries that a play counts as. */
export function costOf(play: Play): number {
  return 1 + Math.floor(lengthMicros(play) / TRY_MICROS);
}

export function scenarioOf({ steps }: Play): ScenarioData {
  return { name: "", steps };
}

/** The play, and one thing more when its time is over. */
export function continuedBy(play: Play, next: Pick<Play, "steps" | "watch">): Play {
  return {
    ...play,
    steps: [...play.steps, { do: "wait", for: play.watch }, ...next.steps],
    watch: next.watch,
  };
}
