/** A Finding: one secret reached one observer by one channel, in one way, from one place in the source. */
import type { ScenarioData, Step } from "../../../sim/home/scenario.ts";
import type { Channel, Observer, Sender } from "../../../sim/tape/tape.ts";
import { type Degree, severity } from "../policy/degree.ts";
import type { Allowed } from "../policy/policy.ts";
import type { Circumstances } from "../subject.ts";
import type { Source } from "./source.ts";

/** Bits that an observer learns, at least and at most. */
export interface Bits {
  readonly low: number;
  readonly high: number;
}

export interface Finding {
  /** `degree/channel`: what `tightlip explain` and suppressions name. */
  readonly rule: string;
  readonly secret: string;
  readonly observer: Observer;
  /** Sender: the device or, in a home judged as a whole, whoever hands credentials to it. */
  readonly from: Sender;
  readonly degree: Degree;
  /** Layers, outermost first; empty when the bytes lie open or were not recognised. */
  readonly chain: readonly string[];
  readonly channel: Channel;
  /** The other side, with secrets in it replaced by their names; null when there is none. */
  readonly to: string | null;
  readonly atMicros: number;
  /** The declared flow that allows it; null makes it a leak. */
  readonly allowed: Allowed | null;
  /** Null when the line is not known. */
  readonly source: Source | null;
  readonly origin: Origin;
  /** Bits that the observer learns; null where they were not measured. */
  readonly bits: Bits | null;
  /** Share of the value that lies open, 1 for all of it; of what is clear or encoded. */
  readonly share: number;
  readonly how: How;
}

/** Origin of a finding: a run, the image itself before any run, or a recording. */
export type Origin =
  | {
      readonly kind: "run" | "image";
      /** Events that make it show. */
      readonly scenario: ScenarioData;
      /** State of the board and its surroundings, where it was not the usual one. */
      readonly circumstances: Circumstances;
      /** The scenario is the policy's, or the default one: a check goes through it without being told. */
      readonly declared: boolean;
    }
  | {
      readonly kind: "recording";
      /** Place in the recording, such as `frame 12`; null in one that is searched as it stands. */
      readonly where: string | null;
      /** Of the first byte, in its stream or in the file. */
      readonly offset: number;
    };

/** Manner in which a secret shows. */
export type How =
  /** Its own bytes, or an encoding of them. */
  | "value"
  /** A name that is made from it. */
  | "name"
  /** Bytes that are computed from it. */
  | "computed"
  /** A value that is computed in a known way, so that guesses can be tried. */
  | "guessable"
  /** The content of a declared flow. */
  | "declared flow"
  /** Only its size, its peer, its presence, its time, or the time that the device computes before. */
  | "size"
  | "peer"
  | "presence"
  | "time"
  | "work";

/** Steps of the scenario that make a finding show; none for what was recorded. */
export function stepsOf({ origin }: Pick<Finding, "origin">): readonly Step[] {
  return origin.kind === "recording" ? [] : origin.scenario.steps;
}

/** Worst first, then by time, then by name: the order in which reports list findings. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severity(b.degree) - severity(a.degree) ||
    a.atMicros - b.atMicros ||
    compareText(a.secret, b.secret) ||
    compareText(a.observer, b.observer)
  );
}

/** Identity of a flow: secret, sender, observer, peer, channel, degree, release and source position. */
export function findingKey(finding: Omit<Finding, "origin">): string {
  const { secret, from, observer, to, channel, degree, allowed, source } = finding;
  return [
    secret,
    from,
    observer,
    to,
    channel,
    degree,
    allowed?.name ?? null,
    source?.file,
    source?.line,
  ].join("\u0000");
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
