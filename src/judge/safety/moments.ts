/** Moments of a scenario at which a fault is tried: while an actuator is on, and while it is switched. */
import { type ScenarioData, type Step, stepTimes } from "../../../sim/home/scenario.ts";
import { formatDuration } from "../../../sim/tape/duration.ts";
import type { Spell } from "./switching.ts";

/** Time in which a command is on its way to the actuator. */
const SWITCHING_MICROS = 30_000;
/** Right after an event. */
const AFTER_MICROS = 1_000;
/** No longer than that is waited while it is on. */
const LONGEST_ON_MICROS = 20_000_000;

/** Since power-on, those that tell most first. */
export function momentsOf({ fromMicros, toMicros }: Spell, endMicros: number): number[] {
  const lastsMicros = (toMicros ?? endMicros) - fromMicros;
  const ends = toMicros === null ? [] : [toMicros - SWITCHING_MICROS, toMicros + AFTER_MICROS];
  return [
    fromMicros + Math.min(lastsMicros / 2, LONGEST_ON_MICROS),
    fromMicros + AFTER_MICROS,
    fromMicros - SWITCHING_MICROS,
    ...ends,
    fromMicros + Math.min(lastsMicros / 8, LONGEST_ON_MICROS / 4),
  ].map(Math.round);
}

/** The scenario up to a moment, and what follows then. */
export function continuedAt(
  scenario: ScenarioData,
  atMicros: number,
  next: readonly Step[],
): readonly Step[] {
  const before = stepTimes(scenario).filter((timed) => timed.atMicros <= atMicros);
  const steps = before.map(({ step }) => step);
  const last = before.at(-1);
  if (last?.step.do === "wait") steps.pop();
  const fromMicros = last === undefined ? 0 : last.atMicros;
  return [...steps, wait(atMicros - fromMicros), ...next];
}

export function wait(micros: number): Step {
  return { do: "wait", for: formatDuration(Math.max(1_000, micros)) };
}
