/** Evidence: what a firmware was seen to send, from further runs of it. */
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { type Evidence, MAX_RECURRENCES, type Timeline } from "./document.ts";
import { isMarked } from "./marked-content.ts";
import { behindText, isBehind, recurrencesOf } from "./recurrences.ts";
import { type Reruns, ShownRuns } from "./shown-runs.ts";
import { timelineOf } from "./timeline.ts";
import { twinsOf } from "./twins.ts";

const MAX_CONTENT_CHARACTERS = 2_400;
/** Leaks that get evidence. More of them help nobody. */
const MAX_SHOWN_LEAKS = 100;
/** Leaks that get twins, which are runs of their own. */
const MAX_TWINS = 24;

export class EvidenceRoom {
  private readonly runs: ShownRuns;
  /** Leaks with their places among all findings. */
  private readonly leaks: readonly { readonly leak: Finding; readonly index: number }[];
  private readonly shown: ReadonlySet<Finding>;
  private readonly withTwins: ReadonlySet<Finding>;
  /** A credential that is the user's own is in the firmware: parts of it may be in what is computed from it. */
  private readonly holdsOwn: boolean;

  constructor(
    { findings, secrets }: Verdict,
    private readonly reruns: Reruns,
  ) {
    this.runs = new ShownRuns(reruns);
    this.leaks = findings.flatMap((leak, index) => (leak.allowed === null ? [{ leak, index }] : []));
    const leaks = this.leaks.map(({ leak }) => leak);
    this.shown = new Set(leaks.slice(0, MAX_SHOWN_LEAKS));
    this.withTwins = new Set(leaks.filter((leak) => !isOpen(leak)).slice(0, MAX_TWINS));
    this.holdsOwn = secrets.some(({ fingerprint }) => fingerprint === null);
  }

  /** The first run. */
  timeline(): Timeline {
    return timelineOf(this.runs.first, this.runs.scenario, this.leaks);
  }

  /** Null for what is allowed, or does not happen again. What is sent by one line at one moment is one: a head and its body. */
  of(finding: Finding): Evidence | null {
    if (!this.shown.has(finding)) return null;
    const run = this.runs.of(finding);
    const behind = run.tape.events.filter((event) => isBehind(event, finding));
    if (behind.length === 0) return null;
    const again = recurrencesOf(finding, run);
    return {
      summary: run.report.withoutContent(behind[0]),
      sizeBytes: behind.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      content: this.content(finding, behind, (event) => run.report.marked(event)),
      recurrences: {
        count: again.length,
        atMicros: again.slice(0, MAX_RECURRENCES).map(({ atMicros }) => atMicros),
      },
      twins: this.withTwins.has(finding)
        ? twinsOf(finding, run, this.runs.variationsOf(finding), {
            shows: !this.holdsOwn,
            cpu: this.reruns.cpu,
          })
        : null,
    };
  }

  /**
   * Content behind a finding; null where it can't be shown. A credential that lies open must have
   * its name in its place: if it does not, it is told in a way that redaction does not see. What
   * only hints at it is not in the content.
   */
  private content(
    finding: Finding,
    behind: readonly TapeEvent[],
    marked: (event: TapeEvent) => string | null,
  ): string | null {
    if (finding.degree === "implicit") return null;
    const seen = behindText(behind, marked);
    if (seen === null) return null;
    if (isOpen(finding) ? !isMarked(seen, finding.secret) : this.holdsOwn) return null;
    const text = Array.from(seen.replaceAll("\r\n", "\n").trimEnd());
    const shown = text.slice(0, MAX_CONTENT_CHARACTERS).join("");
    return text.length > MAX_CONTENT_CHARACTERS ? `${shown}…` : shown;
  }
}

function isOpen({ degree }: Finding): boolean {
  return degree === "clear" || degree === "encoded";
}
