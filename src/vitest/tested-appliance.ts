/** A TestedAppliance is an appliance in a home of its own, to which a test says what happens. */
import type { Step } from "../../sim/home/scenario.ts";
import type { Episode } from "./episode.ts";
import { EPISODE } from "./episode-of.ts";
import { SeenTape } from "./seen-tape.ts";
import { type NextStep, TakesSteps } from "./steps.ts";
import { verdictObject } from "./verdict-object.ts";

/** Steps that something has to be there for at their time. */
const NEEDS_SOMETHING: readonly Step["do"][] = [
  "press",
  "turn",
  "set",
  "emit",
  "plug",
  "unplug",
  "stick",
  "effect",
  "call",
  "ask",
];

export class TestedAppliance extends TakesSteps {
  #episode: Episode;
  #tape: SeenTape;

  constructor(episode: Episode) {
    super();
    this.#episode = episode;
    this.#tape = new SeenTape(episode);
  }

  get name(): string {
    return this.#episode.name;
  }

  /** Tape of everything sent from power-on until now. */
  get tape(): SeenTape {
    return this.#tape;
  }

  /** Lines that the firmware and its runtime print; secrets replaced by their names. */
  get log(): readonly string[] {
    return this.tape.log;
  }

  /** Contents of a snapshot of it: the verdict. */
  toJSON(): object {
    return verdictObject(this.#episode);
  }

  [EPISODE](): Episode {
    return this.#episode;
  }

  protected override happen(verb: Step["do"], next: NextStep): void {
    const episode = this.#episode.after(next);
    // So that the test fails where it asks for what cannot be.
    if (NEEDS_SOMETHING.includes(verb)) void episode.observed;
    this.#episode = episode;
    this.#tape = new SeenTape(episode);
  }
}
