/** A Finding: one secret reached one observer by one channel, in one way, from one place in the source. */
import type { ScenarioData } from "../../../sim/home/scenario.ts";
import type { Channel, Observer, Sender } from "../../../sim/tape/tape.ts";
import type { Degree } from "../policy/policy.ts";
import type { Source } from "./source.ts";

/** How much an observer learns, at least and at most. */
export interface Bits {
  readonly low: number;
  readonly high: number;
}

export interface Finding {
  /** `degree/channel`: what `tightlip explain` and suppressions name. */
  readonly rule: string;
  readonly secret: string;
  readonly observer: Observer;
  /** Who sent it: the device, or in a home that is judged as a whole who hands credentials to it. */
  readonly from: Sender;
  readonly degree: Degree;
  /** Layers, outermost first; empty when the bytes lie open or were not recognised. */
  readonly chain: readonly string[];
  readonly channel: Channel;
  /** The other side, with secrets in it replaced by their names; null when there is none. */
  readonly to: string | null;
  readonly atMicros: number;
  /** Name of the declared flow that allows it; null makes it a leak. */
  readonly release: string | null;
  /** Null when the line is not known. */
  readonly source: Source | null;
  /** What had to happen for it to show. */
  readonly scenario: ScenarioData;
  /** The scenario is the policy's, or the default one: a check goes through it without being told. */
  readonly declared: boolean;
  /** How much the observer learns; null where it was not measured. */
  readonly bits: Bits | null;
  /** What the observer sees differ, in words; never the value. */
  readonly how: string;
}

const ORDER: readonly Degree[] = ["clear", "encoded", "derived", "implicit", "released"];

/** Worst first, then by time, then by name: the order in which reports list findings. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    ORDER.indexOf(a.degree) - ORDER.indexOf(b.degree) ||
    a.atMicros - b.atMicros ||
    compareText(a.secret, b.secret) ||
    compareText(a.observer, b.observer)
  );
}

/** One finding for each (secret, sender, observer, channel, degree, release, source position). */
export function findingKey(finding: Omit<Finding, "scenario" | "declared">): string {
  const { secret, from, observer, channel, degree, release, source } = finding;
  return [secret, from, observer, channel, degree, release, source?.file, source?.line].join("\u0000");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
