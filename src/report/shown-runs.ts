/** Runs that a report shows: each is done again once, however many findings show in it. */
import type { Cpu } from "../../sim/device/cpu.ts";
import type { ScenarioData } from "../../sim/home/scenario.ts";
import type { Tape } from "../../sim/tape/tape.ts";
import type { PairKind } from "../judge/policy/secret.ts";
import { Fragments } from "../judge/search/fragments.ts";
import type { Circumstances } from "../judge/subject.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { Observation, Variation } from "../judge/verdict/observe.ts";
import { Veil } from "./veil.ts";
import { VeiledEvents } from "./veiled-events.ts";

/** Runs of a subject that was judged. */
export interface Reruns {
  /** Scenario of the first run. */
  readonly first: ScenarioData;
  /** Processor of the board, by which work takes time. */
  readonly cpu: Cpu;
  readonly observe: (scenario: ScenarioData, circumstances: Circumstances) => Observation;
  /** The same run with other values of all secrets; null where one cannot be changed. */
  readonly allChanged: (scenario: ScenarioData, circumstances: Circumstances) => Observation | null;
  /** The same run with other values of one secret, each made when it is asked for. */
  readonly variations: (
    scenario: ScenarioData,
    circumstances: Circumstances,
    secret: string,
  ) => Iterable<Variation>;
}

export interface ShownRun {
  readonly tape: Tape;
  readonly endMicros: number;
  readonly events: VeiledEvents;
}

export interface ShownVariation extends ShownRun {
  readonly pair: PairKind;
}

export class ShownRuns {
  private readonly runs = new Map<string, ShownRun>();
  private readonly made = new Map<string, Unfolding>();

  constructor(private readonly reruns: Reruns) {}

  /** Scenario of the first run. */
  get scenario(): ScenarioData {
    return this.reruns.first;
  }

  /** The run that the verdict begins with. */
  get first(): ShownRun {
    return this.run(this.reruns.first, {});
  }

  /** The run in which a finding shows. */
  of(finding: Finding): ShownRun {
    return this.run(...this.eventsOf(finding));
  }

  /** That run with other values of the finding's secret. */
  variationsOf(finding: Finding): Iterable<ShownVariation> {
    const [scenario, circumstances] = this.eventsOf(finding);
    const key = JSON.stringify([scenario, circumstances, finding.secret]);
    let made = this.made.get(key);
    if (made === undefined) {
      made = new Unfolding(this.reruns.variations(scenario, circumstances, finding.secret));
      this.made.set(key, made);
    }
    return made;
  }

  private eventsOf({ origin }: Finding): [ScenarioData, Circumstances] {
    return origin.kind === "recording" ? [this.reruns.first, {}] : [origin.scenario, origin.circumstances];
  }

  private run(scenario: ScenarioData, circumstances: Circumstances): ShownRun {
    const key = JSON.stringify([scenario, circumstances]);
    let run = this.runs.get(key);
    if (run === undefined) {
      const other = this.reruns.allChanged(scenario, circumstances);
      run = shownRun(this.reruns.observe(scenario, circumstances), other?.run.tape ?? null);
      this.runs.set(key, run);
    }
    return run;
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
  const fragments = new Fragments(secrets.map(({ name, value }) => ({ name, values: [value] })));
  return {
    tape,
    endMicros: end.atMicros,
    events: new VeiledEvents(scanner, fragments, new Veil(tape, other)),
  };
}
