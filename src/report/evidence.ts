/** What a firmware was seen to send, from further runs of it: the events on the way, and the one behind a finding. */

import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Observation } from "../judge/verdict/observe.ts";
import type { CheckedAppliance } from "../tasks/check.ts";
import { EventReport } from "./events.ts";

const MAX_CONTENT_CHARACTERS = 1_200;

export interface Evidence {
  /** A line about the event, without its content. */
  readonly summary: string;
  readonly sizeBytes: number;
  /** What the observer sees, secrets replaced by their names; null where that would say nothing, or too much. */
  readonly content: string | null;
}

interface Run {
  readonly events: readonly TapeEvent[];
  readonly endMicros: number;
  readonly report: EventReport;
}

export class EvidenceRoom {
  private readonly runs = new Map<string, Run>();
  private readonly first: ScenarioData;
  private readonly rerun: (scenario: ScenarioData) => Observation;
  /** A credential that is the user's own is in the firmware: parts of it may be in what is computed from it. */
  private readonly holdsOwn: boolean;

  /** For an appliance that was built and judged. */
  constructor({ scenario, rerun, verdict }: CheckedAppliance) {
    this.first = scenario;
    this.rerun = rerun!;
    this.holdsOwn = verdict!.secrets.some(({ fingerprint }) => fingerprint === null);
  }

  /** The first run, event by event. */
  get events(): readonly TapeEvent[] {
    return this.run().events;
  }

  /** When the first run was over. */
  get endMicros(): number {
    return this.run().endMicros;
  }

  /** A line about an event of the first run, without its content. */
  summary(event: TapeEvent): string {
    return summaryOf(event, this.run().report);
  }

  /** The event of the first run that a finding is about. */
  isBehind(event: TapeEvent, finding: Finding): boolean {
    const { source, atMicros, channel, observer } = finding;
    if (event.atMicros !== atMicros || !event.observers.includes(observer)) return false;
    if (channel !== "time" && event.channel !== channel) return false;
    const place = event.position?.blame ?? null;
    return source === null || (place?.file === source.file && place.line === source.line);
  }

  /** Null when it does not happen again. What is sent by one line at one moment is one: a head and its body. */
  of(finding: Finding): Evidence | null {
    const { events, report } = this.run(scenarioOf(finding));
    const behind = events.filter((event) => this.isBehind(event, finding));
    if (behind.length === 0) return null;
    const seen = behind.flatMap((event) => report.shown(event).payload ?? []);
    const glue = behind[0].stream === null ? "\n" : "";
    return {
      summary: summaryOf(behind[0], report),
      sizeBytes: behind.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      content: seen.length === 0 ? null : this.content(finding, seen.join(glue)),
    };
  }

  /**
   * Where the credential lies open its name has to stand in its place: if it does not, it is told in a way that
   * redaction does not see. What only hints at it is not in the content.
   */
  private content({ degree, secret }: Finding, seen: string): string | null {
    if (degree === "implicit") return null;
    const isOpen = degree === "clear" || degree === "encoded";
    if (isOpen ? !seen.includes(`‹${secret}›`) : this.holdsOwn) return null;
    const text = Array.from(seen.replaceAll("\r\n", "\n").trimEnd());
    const shown = text.slice(0, MAX_CONTENT_CHARACTERS).join("");
    return text.length > MAX_CONTENT_CHARACTERS ? `${shown}…` : shown;
  }

  private run(scenario = this.first): Run {
    const key = JSON.stringify(scenario);
    let run = this.runs.get(key);
    if (run === undefined) {
      const { run: seen, scanner } = this.rerun(scenario);
      const endMicros = seen.end.atMicros;
      run = { events: seen.tape.events, endMicros, report: new EventReport(scanner) };
      this.runs.set(key, run);
    }
    return run;
  }
}

function scenarioOf({ origin }: Finding): ScenarioData | undefined {
  return origin.kind === "recording" ? undefined : origin.scenario;
}

/** Redaction may not see all that is told in pieces, so nothing of the content is in it. */
function summaryOf(event: TapeEvent, report: EventReport): string {
  return report.shown({ ...event, payload: null }).summary;
}
