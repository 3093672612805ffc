/** Makes the timeline of a run: what happens to the device, what each observer sees, and where a leak shows. */
import { type ScenarioData, stepTimes } from "../../sim/home/scenario.ts";
import { OBSERVERS, type Observer, type TapeEvent } from "../../sim/tape/tape.ts";
import { describeSteps } from "../judge/explore/describe-steps.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { circumstanceNames } from "./circumstances.ts";
import { type Happening, type Lane, MOMENTS, type Timeline } from "./document.ts";
import { recurrencesOf } from "./recurrences.ts";
import type { ShownRun } from "./shown-runs.ts";

interface PlacedLeak {
  readonly leak: Finding;
  /** Among all findings. */
  readonly index: number;
}

/** `leaks` are in the order of findings: the first of them names a moment that shows several. */
export function timelineOf(run: ShownRun, scenario: ScenarioData, leaks: readonly PlacedLeak[]): Timeline {
  const usual = leaks.filter(({ leak }) => isUsual(leak));
  const lanes = OBSERVERS.map((observer) =>
    lane(
      run,
      observer,
      usual.filter(({ leak }) => leak.observer === observer),
    ),
  );
  return { endMicros: run.endMicros, happenings: happenings(run, scenario), lanes };
}

/** Steps of the scenario, and crashes of the device, in order. */
function happenings({ tape, report, endMicros }: ShownRun, scenario: ScenarioData): Happening[] {
  const steps = stepTimes(scenario).flatMap(({ step, atMicros }): Happening[] =>
    step.do === "wait" || atMicros > endMicros
      ? []
      : [{ kind: "step", atMicros, text: report.redact(describeSteps([step])) }],
  );
  const crashes = tape.events
    .filter(({ channel }) => channel === "panic")
    .map(
      (event): Happening => ({ kind: "crash", atMicros: event.atMicros, text: report.withoutContent(event) }),
    );
  return [...steps, ...crashes].sort((a, b) => a.atMicros - b.atMicros);
}

function lane(run: ShownRun, observer: Observer, leaks: readonly PlacedLeak[]): Lane {
  const { tape, endMicros, report } = run;
  const events = tape.events.filter(({ observers }) => observers.includes(observer));
  const findings = new Map<TapeEvent, number>();
  for (const { leak, index } of leaks)
    for (const event of recurrencesOf(leak, run)) if (!findings.has(event)) findings.set(event, index);
  const moments = new Map<number, { first: TapeEvent; count: number; finding: number | null }>();
  for (const event of events) {
    const place = Math.round((event.atMicros / Math.max(1, endMicros)) * (MOMENTS - 1));
    const moment = moments.get(place) ?? { first: event, count: 0, finding: null };
    moments.set(place, moment);
    moment.count++;
    const finding = findings.get(event);
    // The first in the order of findings is the worst.
    if (finding !== undefined) moment.finding = Math.min(moment.finding ?? finding, finding);
  }
  return {
    observer,
    events: events.length,
    moments: [...moments].map(([place, { first, count, finding }]) => ({
      place,
      atMicros: first.atMicros,
      events: count,
      summary: count === 1 ? report.withoutContent(first) : null,
      finding,
    })),
  };
}

/** True if a finding shows under the usual circumstances. */
function isUsual({ origin }: Finding): boolean {
  return origin.kind === "recording" || circumstanceNames(origin.circumstances).length === 0;
}
