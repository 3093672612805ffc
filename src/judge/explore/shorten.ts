/**
 * Makes a scenario as short as it goes while something still shows in it: delta debugging (A. Zeller,
 * R. Hildebrandt: "Simplifying and isolating failure-inducing input", IEEE TSE 28, 2002).
 */

import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import { formatDuration, parseDuration } from "../../../sim/tape/duration.ts";

/** Most shorter scenarios that are tried where nothing else is said. */
export const MAX_TRIES = 40;

/** Steps that count: waiting is not one. */
export function eventsOf(steps: readonly Step[]): number {
  return steps.filter((step) => step.do !== "wait").length;
}

/**
 * A scenario with as few events as were found for which `shows` holds; waits in between are kept. Its last moment
 * may be the last event: how long to watch on is for the run to say.
 */
export function shortened(
  scenario: ScenarioData,
  shows: (shorter: ScenarioData) => boolean,
  maxTries = MAX_TRIES,
): ScenarioData {
  let best = scenario.steps;
  let parts = 1;
  let tries = 0;
  while (eventsOf(best) > 0 && tries < maxTries) {
    const events = best.flatMap((step, at) => (step.do === "wait" ? [] : [at]));
    const size = Math.ceil(events.length / parts);
    let smaller: readonly Step[] | null = null;
    for (let from = 0; from < events.length && smaller === null && tries < maxTries; from += size) {
      const left = new Set(events.slice(from, from + size));
      const steps = best.filter((_, at) => !left.has(at));
      tries++;
      if (shows(withSteps(scenario, steps))) smaller = steps;
    }
    if (smaller !== null) {
      best = smaller;
      parts = Math.max(1, parts - 1);
    } else if (size === 1) break;
    else parts *= 2;
  }
  return best.length === scenario.steps.length ? scenario : withSteps(scenario, best);
}

/** Waits that follow on each other are one; nobody waits at the end, which is up to whoever runs it. */
function withSteps(scenario: ScenarioData, steps: readonly Step[]): ScenarioData {
  const joined: Step[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    if (step.do === "wait" && last?.do === "wait") {
      const micros = parseDuration(last.for)! + parseDuration(step.for)!;
      joined[joined.length - 1] = { ...last, for: formatDuration(micros) };
    } else joined.push(step);
  }
  if (joined.at(-1)?.do === "wait") joined.pop();
  return { ...scenario, steps: joined };
}
