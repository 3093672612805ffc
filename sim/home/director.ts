/** Lets a scenario happen: each step at its time. */
import { Actor, type ActorPorts } from "../engine/actor.ts";
import type { Quiet } from "../engine/quiet.ts";
import { type ScenarioData, stepTimes } from "./scenario.ts";
import type { Stage } from "./verbs/stage.ts";
import { type Step, verbOf } from "./verbs/verbs.ts";

/** The world as the director sees it. */
export interface DirectorPorts extends ActorPorts, Stage {
  readonly quiet: Quiet;
}

/** A step happens now, or the rest of one that happened before. */
interface DirectorMessage {
  readonly do: "step" | "rest of step";
  readonly step: Step;
}

export class Director extends Actor<DirectorMessage, DirectorPorts> {
  play(scenario: ScenarioData): void {
    for (const { step, atMicros } of stepTimes(scenario))
      if (verbOf(step).takesMicros === undefined) this.after(atMicros, { do: "step", step });
  }

  receive(message: DirectorMessage): void {
    const { step } = message;
    const { happen, afterwards } = verbOf(step);
    const later = (micros: number, details: object) =>
      this.after(micros, { do: "rest of step", step: { ...details, do: step.do } as Step });
    if (message.do === "rest of step") {
      afterwards?.(this.world, step, later);
      return;
    }
    this.world.quiet.disturb();
    happen?.(this.world, step, later);
  }
}
