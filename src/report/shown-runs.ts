/** Runs that a report shows: each is done again once, however many findings show in it. */
import type { Cpu } from "../../sim/device/cpu.ts";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { Tape } from "../../sim/tape/tape.ts";
import type { PairKind } from "../judge/policy/secret.ts";
import { Fragments } from "../judge/search/fragments.ts";
import type { Circumstances } from "../judge/subject.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Observation, Rerun, Variation } from "../judge/verdict/observe.ts";
import { Veil } from "./veil.ts";
import { VeiledEvents } from "./veiled-events.ts";

/** Runs of a subject that was judged. */
export interface Reruns {
  /** Scenario of the first run. */
  readonly first: ScenarioData;
  /** Processor of the board, by which work takes time. */
  readonly cpu: Cpu;
  readonly again: (scenario: ScenarioData, circumstances: Circumstances) => Rerun;
}

export interface ShownRun {
  readonly tape: Tape;
  readonly endMicros: number;
  readonly events: VeiledEvents;
}

export interface ShownVariation extends ShownRun {
  readonly pair: PairKind;
}

/** A run with its variations by secret. */
interface Shown {
  readonly rerun: Rerun;
  readonly run: ShownRun;
  readonly variations: Map<string, Unfolding>;
}

export class ShownRuns {
  private readonly runs = new Map<string, Shown>();

  constructor(private readonly reruns: Reruns) {}

  /** Scenario of the first run. */
  get scenario(): ScenarioData {
    return this.reruns.first;
  }

  /** The run that the verdict begins with. */
  get first(): ShownRun {
    return this.shown(this.reruns.first, {}).run;
  }

  /** The run in which a finding shows. */
  of(finding: Finding): ShownRun {
    return this.shownOf(finding).run;
  }

  /** That run with other values of the finding's secret. */
  variationsOf(finding: Finding): Iterable<ShownVariation> {
    const { rerun, variations } = this.shownOf(finding);
    let made = variations.get(finding.secret);
    if (made === undefined) {
      made = new Unfolding(rerun.variations(finding.secret));
      variations.set(finding.secret, made);
    }
    return made;
  }

  private shownOf({ origin }: Finding): Shown {
    return origin.kind === "recording"
      ? this.shown(this.reruns.first, {})
      : this.shown(origin.scenario, origin.circumstances);
  }

  private shown(scenario: ScenarioData, circumstances: Circumstances): Shown {
    const key = JSON.stringify([scenario, circumstances]);
    let shown = this.runs.get(key);
    if (shown === undefined) {
      const rerun = this.reruns.again(scenario, circumstances);
      const run = shownRun(rerun.seen, rerun.allChanged()?.tape ?? null);
      shown = { rerun, run, variations: new Map() };
      this.runs.set(key, shown);
    }
    return shown;
  }
}

/** Variations that are kept as they are made, so that a second finding does not make them again. */
class Unfolding implements Iterable<ShownVariation> {
  private readonly kept: ShownVariation[] = [];
  private readonly rest: Iterator<Variation>;

  constructor(variations: Iterable<Variation>) {
    this.rest = variations[Symbol.iterator]();
  }

  *[Symbol.iterator](): Generator<ShownVariation, void> {
    for (let at = 0; ; at++) {
      if (at === this.kept.length) {
        const next = this.rest.next();
        if (next.done === true) return;
        this.kept.push({ pair: next.value.pair, ...shownRun(next.value, null) });
      }
      yield this.kept[at];
    }
  }
}

/** `other` is the tape of a run in which all secrets have other values. */
function shownRun({ run, secrets, scanner }: Observation, other: Tape | null): ShownRun {
  const { tape, end } = run;
  const fragments = new Fragments(secrets);
  return {
    tape,
    endMicros: end.atMicros,
    events: new VeiledEvents(scanner, fragments, new Veil(tape, other)),
  };
}
