/** Explanation of a finding: the bits that leak, and the least that has to happen for it. */
import { BadScenario, type ScenarioData } from "../../../sim/home/scenario.ts";
import type { Tape } from "../../../sim/tape/tape.ts";
import { eventsOf, MAX_TRIES, shortened } from "../explore/shorten.ts";
import { SAMPLES, type Secret, sample } from "../policy/secret.ts";
import type { Circumstances } from "../subject.ts";
import { bitsOf } from "./bits.ts";
import type { Finding, Origin } from "./finding.ts";
import type { Runner } from "./runner.ts";
import { Trial } from "./trial.ts";

/** Virtual time that shorter scenarios may take together, for each finding. */
const SHORTENING_MICROS = 20 * 60e6;

type RunOrigin = Extract<Origin, { kind: "run" | "image" }>;

export class Explanation {
  private readonly samples = new Map<string, Tape[]>();
  /** Scenarios that were made shorter for earlier findings. */
  private readonly short: ScenarioData[] = [];

  constructor(private readonly runner: Runner) {}

  /** The finding with its size and its shortest scenario; a declared flow needs neither. */
  of(finding: Finding): Finding {
    const secret = this.runner.secrets.find((s) => s.name === finding.secret);
    const { origin } = finding;
    if (secret === undefined || finding.allowed !== null || origin.kind === "recording") return finding;
    const { alternatives } = this.runner.subject.program;
    const draw = alternatives === null ? () => this.tapes(secret, origin) : null;
    const bits = bitsOf(finding, secret, draw);
    return alternatives === null ? { ...this.shortest(finding, origin), bits } : { ...finding, bits };
  }

  private shortest(finding: Finding, { scenario: long, circumstances }: RunOrigin): Finding {
    if (eventsOf(long.steps) === 0) return finding;
    let shortest = finding;
    const shows = (scenario: ScenarioData) => {
      const again = this.again(finding, scenario, circumstances);
      if (again !== null) shortest = again;
      return again !== null;
    };
    const alike = this.short.filter((scenario) => scenario.name === long.name);
    const tries = Math.floor(SHORTENING_MICROS / this.runner.lengthMicros(long, circumstances));
    if (!alike.some(shows)) this.short.push(shortened(long, shows, Math.min(tries, MAX_TRIES)));
    return shortest;
  }

  private again(finding: Finding, scenario: ScenarioData, circumstances: Circumstances): Finding | null {
    try {
      // With the secrets that are known: another scenario may use fewer of them.
      const base = this.runner.runWith([], scenario, circumstances);
      return new Trial(this.runner, scenario, circumstances, base).again(finding);
    } catch (error) {
      // Steps may need a step that was left out.
      if (error instanceof BadScenario) return null;
      throw error;
    }
  }

  /** Runs with the secret drawn anew. */
  private tapes(secret: Secret, { scenario, circumstances }: RunOrigin): Tape[] {
    const key = JSON.stringify([secret.name, scenario.name, circumstances]);
    let tapes = this.samples.get(key);
    if (tapes === undefined) {
      const samples = Array.from({ length: SAMPLES }, (_, i) => {
        const value = sample(secret, i, this.runner.options.seed);
        return { changes: [{ secret, value }], scenario, circumstances };
      });
      this.runner.foresee(samples);
      tapes = samples.map(({ changes }) => this.runner.runWith(changes, scenario, circumstances).tape);
      this.samples.set(key, tapes);
    }
    return tapes;
  }
}
