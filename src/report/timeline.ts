/** Makes the timeline of a run: what happens to the device, what each observer sees, and where a leak shows. */
import { type ScenarioData, stepTimes } from "../../sim/home/scenario.ts";
import type { Step } from "../../sim/home/verbs/verbs.ts";
import { OBSERVERS, type Observer, type TapeEvent } from "../../sim/tape/tape.ts";
import { type Happening, type Lane, MOMENTS, type Timeline } from "./document.ts";
import type { ShownRun } from "./shown-runs.ts";

/** A leak that shows in the run. */
export interface PlacedLeak {
  readonly observer: Observer;
  /** Place among all findings. */
  readonly index: number;
  /** Events that show it, the first one first. */
  readonly events: readonly TapeEvent[];
}

interface Marks {
  readonly first: number[];
  readonly again: number[];
}

/** `leaks` are in the order of findings: the first of them names a moment that shows several. */
export function timelineOf(run: ShownRun, scenario: ScenarioData, leaks: readonly PlacedLeak[]): Timeline {
  const lanes = OBSERVERS.map((observer) =>
    lane(
      run,
      observer,
      leaks.filter((leak) => leak.observer === observer),
    ),
  );
  return { endMicros: run.endMicros, happenings: happenings(run, scenario), lanes };
}

/** Steps of the scenario, and crashes of the device, in order. */
function happenings({ tape, events, endMicros }: ShownRun, scenario: ScenarioData): Happening[] {
  const steps = stepTimes(scenario).flatMap(({ step, atMicros }): Happening[] =>
    step.do === "wait" || atMicros > endMicros
      ? []
      : [{ kind: "step", atMicros, step: redactedStep(step, (text) => events.redact(text)) }],
  );
  const crashes = tape.events
    .filter(({ channel }) => channel === "panic")
    .map(
      (event): Happening => ({
        kind: "crash",
        atMicros: event.atMicros,
        event: events.sight(event, event.observers[0]),
      }),
    );
  return [...steps, ...crashes].sort((a, b) => a.atMicros - b.atMicros);
}

function lane(
  { tape, endMicros, events: shown }: ShownRun,
  observer: Observer,
  leaks: readonly PlacedLeak[],
): Lane {
  const events = tape.events.filter(({ observers }) => observers.includes(observer));
  const marks = new Map<TapeEvent, Marks>();
  for (const { index, events: showing } of leaks)
    for (const [at, event] of showing.entries()) {
      const there = marks.get(event) ?? { first: [], again: [] };
      marks.set(event, there);
      there[at === 0 ? "first" : "again"].push(index);
    }
  const moments = new Map<number, { event: TapeEvent; count: number } & Marks>();
  for (const event of events) {
    const place = Math.round((event.atMicros / Math.max(1, endMicros)) * (MOMENTS - 1));
    const moment = moments.get(place) ?? { event, count: 0, first: [], again: [] };
    moments.set(place, moment);
    moment.count++;
    moment.first.push(...(marks.get(event)?.first ?? []));
    moment.again.push(...(marks.get(event)?.again ?? []));
  }
  return {
    observer,
    events: events.length,
    moments: [...moments].map(([place, { event, count, first, again }]) => ({
      place,
      atMicros: event.atMicros,
      events: count,
      event: count === 1 ? shown.sight(event, observer) : null,
      first: ordered(first),
      again: ordered(again),
    })),
  };
}

/** The step with secrets in its details replaced by their names, in numbers too. */
function redactedStep(step: Step, redact: (text: string) => string): Step {
  const redacted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(redacted);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, own]) => [redact(key), redacted(own)]));
    const text = redact(String(value));
    return text === String(value) ? value : text;
  };
  return redacted(step) as Step;
}

function ordered(indices: readonly number[]): number[] {
  return [...new Set(indices)].sort((a, b) => a - b);
}
