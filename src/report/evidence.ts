/** Evidence: what a firmware was seen to send, from further runs of it. */
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { tellsValue } from "../judge/policy/degree.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { isSameLine } from "../judge/verdict/source.ts";
import { circumstanceNames } from "./circumstances.ts";
import { type Evidence, MAX_RECURRENCES, type Timeline } from "./document.ts";
import type { ComputedRange } from "./marked-content.ts";
import { behindText, isBehind, recurrencesOf } from "./recurrences.ts";
import { type Reruns, ShownRuns } from "./shown-runs.ts";
import { timelineOf } from "./timeline.ts";
import { changedIn, type FoundTwin, findTwin, twinsOf } from "./twins.ts";
import type { VeiledEvents } from "./veiled-events.ts";

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
  private readonly twins = new Map<Finding, FoundTwin | null>();
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
    this.withTwins = new Set(leaks.filter((leak) => !tellsValue(leak.degree)).slice(0, MAX_TWINS));
    this.holdsOwn = secrets.some(({ fingerprint }) => fingerprint === null);
  }

  /** The first run. */
  timeline(): Timeline {
    const { first, scenario } = this.runs;
    const shown = this.leaks
      .filter(({ leak }) => isUsual(leak))
      .map(({ leak, index }) => ({
        observer: leak.observer,
        index,
        events: recurrencesOf(leak, first, this.twinOf(leak)),
      }));
    return timelineOf(first, scenario, shown);
  }

  /** Null for what is allowed, or does not happen again. What is sent by one line at one moment is one: a head and its body. */
  of(finding: Finding): Evidence | null {
    if (!this.shown.has(finding)) return null;
    const run = this.runs.of(finding);
    const behind = run.tape.events.filter((event) => isBehind(event, finding));
    if (behind.length === 0) return null;
    const twin = this.twinOf(finding);
    const again = recurrencesOf(finding, run, twin);
    return {
      event: run.events.sight(behind[0], finding.observer),
      where: null,
      sizeBytes: behind.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      content: this.content(finding, behind, run.events),
      recurrences: {
        count: again.length,
        atMicros: again.slice(0, MAX_RECURRENCES).map(({ atMicros }) => atMicros),
      },
      twins:
        twin === null
          ? null
          : twinsOf(twin, finding, {
              shows: !this.holdsOwn,
              cpu: finding.how === "work" ? this.reruns.cpu : null,
            }),
    };
  }

  private twinOf(finding: Finding): FoundTwin | null {
    if (!this.withTwins.has(finding)) return null;
    let twin = this.twins.get(finding);
    if (twin === undefined) {
      const { runs, reruns } = this;
      twin = findTwin(finding, runs.of(finding), runs.variationsOf(finding), reruns.cpu);
      this.twins.set(finding, twin);
    }
    return twin;
  }

  /**
   * Content behind a finding, in which all that depends on a secret is marked; null where it can't be shown. What only hints
   * at a secret is not in the content. What is computed from one that is the user's own is not shown, marked or not.
   */
  private content(finding: Finding, behind: readonly TapeEvent[], events: VeiledEvents): string | null {
    const { degree, secret, observer } = finding;
    if (degree === "implicit" || (degree === "derived" && this.holdsOwn)) return null;
    if (this.holdsOwn && behind.some((event) => !events.isAllKnown(event, observer))) return null;
    const isShown = behind.some(
      (event) =>
        events.isTelling(event, observer) || events.places(event).some((place) => place.secret === secret),
    );
    if (!isShown) return null;
    const seen = behindText(behind, (event) =>
      events.marked(event, observer, this.computedIn(event, finding)),
    );
    if (seen === null) return null;
    const text = Array.from(seen.replaceAll("\r\n", "\n").trimEnd());
    const shown = text.slice(0, MAX_CONTENT_CHARACTERS).join("");
    return text.length > MAX_CONTENT_CHARACTERS ? `${shown}…` : shown;
  }

  /** Bytes of an event that are computed from secrets, as findings at the same line and moment say. */
  private computedIn(event: TapeEvent, { source, observer, atMicros }: Finding): ComputedRange[] {
    const siblings = this.leaks
      .map(({ leak }) => leak)
      .filter(
        (leak) =>
          leak.degree === "derived" &&
          leak.observer === observer &&
          leak.atMicros === atMicros &&
          isSameLine(leak.source, source),
      );
    return siblings.flatMap((leak): ComputedRange[] => {
      const twin = this.twinOf(leak);
      if (twin === null) return [];
      return changedIn(twin, event).map((range) => ({ ...range, from: [leak.secret] }));
    });
  }
}

/** True if a finding shows under the usual circumstances. */
function isUsual({ origin }: Finding): boolean {
  return origin.kind === "recording" || circumstanceNames(origin.circumstances).length === 0;
}
