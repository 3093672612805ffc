/** Evidence: what a firmware was seen to send, from further runs of it. */

import type { ScenarioData } from "../../sim/home/scenario.ts";
import { OBSERVERS, type Observer, type TapeEvent } from "../../sim/tape/tape.ts";
import type { Circumstances } from "../judge/subject.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Observation } from "../judge/verdict/observe.ts";
import { circumstanceNames } from "./circumstances.ts";
import { type Evidence, type Lane, MOMENTS, type Timeline } from "./document.ts";
import { EventReport } from "./events.ts";

const MAX_CONTENT_CHARACTERS = 1_200;
/** Leaks that get evidence. More of them help nobody. */
const MAX_SHOWN_LEAKS = 100;

/** Runs of a subject that was judged. */
export interface Reruns {
  /** Scenario of the first run. */
  readonly first: ScenarioData;
  readonly observe: (scenario: ScenarioData, circumstances: Circumstances) => Observation;
}

interface Run {
  readonly events: readonly TapeEvent[];
  readonly endMicros: number;
  readonly report: EventReport;
}

export class EvidenceRoom {
  private readonly runs = new Map<string, Run>();
  /** Findings that nothing allows, with their places among all. */
  private readonly leaks: readonly { readonly leak: Finding; readonly index: number }[];
  private readonly shown: ReadonlySet<Finding>;
  /** A credential that is the user's own is in the firmware: parts of it may be in what is computed from it. */
  private readonly holdsOwn: boolean;

  constructor(
    { findings, secrets }: Verdict,
    private readonly reruns: Reruns,
  ) {
    this.leaks = findings.flatMap((leak, index) => (leak.allowed === null ? [{ leak, index }] : []));
    this.shown = new Set(this.leaks.slice(0, MAX_SHOWN_LEAKS).map(({ leak }) => leak));
    this.holdsOwn = secrets.some(({ fingerprint }) => fingerprint === null);
  }

  /** The first run. */
  timeline(): Timeline {
    const { endMicros } = this.run();
    return { endMicros, lanes: OBSERVERS.map((observer) => this.lane(observer)) };
  }

  private lane(observer: Observer): Lane {
    const { events: all, endMicros, report } = this.run();
    const events = all.filter(({ observers }) => observers.includes(observer));
    const leaks = this.leaks.filter(({ leak }) => leak.observer === observer && isUsual(leak));
    const moments = new Map<number, { first: TapeEvent; count: number; finding: number | null }>();
    for (const event of events) {
      const place = Math.round((event.atMicros / Math.max(1, endMicros)) * (MOMENTS - 1));
      const moment = moments.get(place) ?? { first: event, count: 0, finding: null };
      moments.set(place, moment);
      moment.count++;
      moment.finding ??= leaks.find(({ leak }) => isBehind(event, leak))?.index ?? null;
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

  /** Null for what is allowed, or does not happen again. What is sent by one line at one moment is one: a head and its body. */
  of(finding: Finding): Evidence | null {
    if (!this.shown.has(finding)) return null;
    const { events, report } = this.runOf(finding);
    const behind = events.filter((event) => isBehind(event, finding));
    if (behind.length === 0) return null;
    const seen = behind.flatMap((event) => report.payload(event) ?? []);
    const glue = behind[0].stream === null ? "\n" : "";
    return {
      summary: report.withoutContent(behind[0]),
      sizeBytes: behind.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      content: seen.length === 0 ? null : this.content(finding, seen.join(glue)),
    };
  }

  /**
   * Content behind a finding; null where it can't be shown. A credential that lies open must have
   * its name in its place: if it does not, it is told in a way that redaction does not see. What
   * only hints at it is not in the content.
   */
  private content({ degree, secret }: Finding, seen: string): string | null {
    if (degree === "implicit") return null;
    const isOpen = degree === "clear" || degree === "encoded";
    if (isOpen ? !seen.includes(`‹${secret}›`) : this.holdsOwn) return null;
    const text = Array.from(seen.replaceAll("\r\n", "\n").trimEnd());
    const shown = text.slice(0, MAX_CONTENT_CHARACTERS).join("");
    return text.length > MAX_CONTENT_CHARACTERS ? `${shown}…` : shown;
  }

  private runOf({ origin }: Finding): Run {
    return origin.kind === "recording" ? this.run() : this.run(origin.scenario, origin.circumstances);
  }

  private run(scenario = this.reruns.first, circumstances: Circumstances = {}): Run {
    const key = JSON.stringify([scenario, circumstances]);
    let run = this.runs.get(key);
    if (run === undefined) {
      const { run: seen, scanner } = this.reruns.observe(scenario, circumstances);
      const endMicros = seen.end.atMicros;
      run = { events: seen.tape.events, endMicros, report: new EventReport(scanner) };
      this.runs.set(key, run);
    }
    return run;
  }
}

/**
 * Event behind a finding: time, observer, channel and line match. A finding of channel `time` takes
 * every channel, and one without a line takes every line.
 */
function isBehind(event: TapeEvent, { source, atMicros, channel, observer }: Finding): boolean {
  if (event.atMicros !== atMicros || !event.observers.includes(observer)) return false;
  if (channel !== "time" && event.channel !== channel) return false;
  const place = event.position?.blame ?? null;
  return source === null || (place?.file === source.file && place.line === source.line);
}

/** True if a finding shows under the usual circumstances. */
function isUsual({ origin }: Finding): boolean {
  return origin.kind === "recording" || circumstanceNames(origin.circumstances).length === 0;
}
