/**
 * A ReportDocument is everything that a report says, as plain data: it survives structuredClone and JSON unchanged, and
 * each format is a function of it alone. It holds no secret: texts are redacted when it is made, and words around them
 * are made by the formats.
 */
import type { Coverage } from "../../sim/device/inside/coverage.ts";
import type { Step } from "../../sim/home/verbs/verbs.ts";
import type { Place } from "../../sim/tape/position.ts";
import type { Observer, TapeEvent } from "../../sim/tape/tape.ts";
import type { ScannedCapture } from "../capture/scanned-capture.ts";
import type { Found } from "../capture/search.ts";
import type { Diagnostic } from "../compile/diagnostics.ts";
import type { VersionDifference } from "../judge/compare/versions.ts";
import type { Degree } from "../judge/policy/degree.ts";
import type { VerdictWord } from "../judge/policy/policy.ts";
import type { PairKind } from "../judge/policy/secret.ts";
import type { SafetyFailure, SafetyResult } from "../judge/safety/safety-check.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { AlteredPart } from "../subjects/definitions/altered-parts.ts";
import type { SetAside } from "../subjects/definitions/own-word.ts";
import type { Circumstance } from "./circumstances.ts";
import type { KnownLeak, Suppression } from "./suppression.ts";

/** Changes when the meaning of an existing field changes. */
export const DOCUMENT_VERSION = 1;

export interface ReportDocument {
  readonly version: typeof DOCUMENT_VERSION;
  /** Version of tightlip. */
  readonly tightlip: string;
  /** Null where nothing is made from one. */
  readonly seed: number | null;
  /** Suppressions that match nothing any more; null without a baseline. */
  readonly baseline: { readonly stale: readonly Suppression[] } | null;
  /** Definitions that did not count; null where the checkout is trusted. */
  readonly trust: TrustReport | null;
  /** Comparison with a base; null without one. */
  readonly against: AgainstReport | null;
  readonly reported: readonly Reported[];
}

/** What of a checkout that is not trusted did not count. */
export interface TrustReport {
  /** Commit whose policies, config and baseline counted, as it was named and in full; null for none. */
  readonly policiesFrom: { readonly ref: string; readonly commit: string } | null;
  /** Policies and configs that are programs, and did not run. */
  readonly notRun: readonly string[];
  /** Fields by which the checkout would allow something, or lessen what is looked at. */
  readonly setAside: readonly SetAside[];
  /** Differences between the checkout and the commit. */
  readonly changes: readonly DefinitionChange[];
  /** Firmware of the commit that is not in the checkout any more, and so was not checked. */
  readonly gone: readonly string[];
}

/** A comparison of all firmware with an earlier version: leaks that it had already are not new. */
export interface AgainstReport {
  /** Name by which the user called the base, such as `git:origin/main`. */
  readonly base: string;
  /** Hash of the commit; null for an earlier report. */
  readonly commit: string | null;
  readonly firmware: readonly AgainstFirmware[];
  /** Policies and configs that the commit has otherwise. */
  readonly changes: readonly DefinitionChange[];
}

export interface AgainstFirmware {
  readonly name: string;
  readonly main: string;
  /** Verdict on the base's version, in the world and by the policy of this check, or why there is none. */
  readonly was: VerdictWord | "not there" | "not built" | "not judged";
  /** Null where the two could not be compared. */
  readonly difference: VersionDifference | null;
}

/** A policy, config or baseline that the checkout has otherwise than the commit that counts. */
export interface DefinitionChange {
  readonly file: string;
  readonly about: "policy" | "config" | "baseline";
  /** Null where the parts cannot be told. */
  readonly parts: readonly AlteredPart[] | null;
}

/** One thing that a report is about. */
export type Reported = FirmwareReport | UnbuiltReport | CaptureReport;

/** A firmware that was judged. */
export interface FirmwareReport {
  readonly kind: "firmware";
  readonly name: string;
  /** The firmware's entry, relative to its project's root. */
  readonly main: string;
  /** SHA-256 of the image, hex. */
  readonly image: string;
  readonly verdict: ReportedVerdict;
  /** Null when the policy expects nothing. */
  readonly expected: Expectation | null;
  /** The first run; null where no format asked for it. */
  readonly timeline: Timeline | null;
  /** Branches, functions and lines of the project's own code, with the times that they ran in all runs of the check. */
  readonly coverage: Pick<Coverage, "branches" | "functions" | "lines">;
}

/** A firmware that did not build. */
export interface UnbuiltReport {
  readonly kind: "unbuilt";
  readonly name: string;
  readonly main: string;
  /** In a line or more. */
  readonly message: string;
  /** Objections of the compiler; empty when it is something else. */
  readonly diagnostics: readonly Diagnostic[];
  readonly expected: Expectation | null;
}

/** A capture that was scanned. */
export interface CaptureReport {
  readonly kind: "capture";
  readonly name: string;
  /** The capture's file. */
  readonly main: string;
  readonly verdict: { readonly word: VerdictWord; readonly reason: string };
  /** Without its findings, which are below. */
  readonly capture: Omit<ScannedCapture, "found">;
  readonly findings: readonly CapturedFinding[];
  /** A command that scans it again. */
  readonly replay: string;
}

/** A finding in a capture, with the places where the same was found. */
export interface CapturedFinding extends ReportedFinding, Pick<Found, "places" | "count"> {}

export interface ReportedVerdict extends Verdict {
  readonly findings: readonly ReportedFinding[];
  readonly safety: readonly ReportedSafety[];
}

/** Outcome of a safety rule. */
export interface ReportedSafety extends SafetyResult {
  readonly failures: readonly ReportedSafetyFailure[];
}

export interface ReportedSafetyFailure extends SafetyFailure {
  /** A command that shows it again, in a shell as on Unix. */
  readonly replay: string;
}

/** A finding with everything that is known about it beyond the verdict. */
export interface ReportedFinding extends Finding {
  /** Unusual circumstances in which it shows, by name; {@link Finding.origin} holds none of them. */
  readonly circumstances: readonly Circumstance[];
  /** A command that shows it again, in a shell as on Unix. */
  readonly replay: string;
  /**
   * The same command in a form that cmd.exe and PowerShell take too; null where {@link replay} is one, and where there is
   * none.
   */
  readonly replayAnyShell: string | null;
  /** The policy's reason for a declared flow; null for any other finding. */
  readonly why: string | null;
  /** Name of a leak by which a baseline knows it again; null for what is allowed. */
  readonly fingerprint: string | null;
  /** Entry of a baseline that has the leak. */
  readonly known: KnownLeak | null;
  /** True of what the base of the check told already. */
  readonly before: boolean;
  /** Source around the line of a leak; null when its text is not known. */
  readonly excerpt: Excerpt | null;
  /** Null where no format asked for it, and for what is not seen again. */
  readonly evidence: Evidence | null;
}

/** Lines of a source, credentials replaced by their names. */
export interface Excerpt {
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** Heading of an event as it may be shown. */
export interface EventHead extends Pick<TapeEvent, "from" | "channel" | "kind"> {
  /** The other side, secrets replaced by their names; null where there is none. */
  readonly to: string | null;
}

/** An event without its content. */
export interface EventSight extends EventHead {
  readonly sizeBytes: number;
  /** Null where it has no line. */
  readonly place: Place | null;
}

/** Events behind a finding. */
export interface Evidence {
  /** The first event; null in a capture. */
  readonly event: EventSight | null;
  /** Place in a capture, in words; null where there is an event. */
  readonly where: string | null;
  readonly sizeBytes: number;
  /**
   * Content that the observer sees; null where that would say nothing, or too much. A secret's place in it is marked with its
   * name, its length and its encoding, such as `‹wifi.psk, 24 bytes as base64›`, and what is computed from some secrets with
   * their names: `‹computed from wifi.psk, 32 bytes›`.
   */
  readonly content: string | null;
  readonly recurrences: Recurrences;
  /** The run beside one with another value of the secret; null where it adds nothing. */
  readonly twins: Twins | null;
}

/** Events of one run that show the same: equal in line, channel and other side, and where the value lies open, with it. */
export interface Recurrences {
  /** The first included. */
  readonly count: number;
  /** Moments of the first {@link MAX_RECURRENCES}, in order. */
  readonly atMicros: readonly number[];
}

export const MAX_RECURRENCES = 200;

/** Two runs that are equal in everything but the value of one secret, as one observer sees them. */
export interface Twins {
  /** Relation of the two values. */
  readonly pair: PairKind;
  /** Events around the first difference at the finding's line, in order. */
  readonly rows: readonly TwinRow[];
  /** Row of that difference. */
  readonly first: number;
}

/** One step of the firmware in both runs; null where a run does not have it. */
export interface TwinRow {
  readonly first: TwinSight | null;
  readonly second: TwinSight | null;
  readonly differs: boolean;
}

/** An event as the observer sees it. */
export interface TwinSight extends EventSight {
  readonly atMicros: number;
  /** Content with a mask for each character that is not the same in both runs; null where it is not to be shown. */
  readonly content: string | null;
  /** Time that the board computes before, since it was last idle; null where that is not what differs. */
  readonly computedMicros: number | null;
}

/** Events of a run over time. */
export interface Timeline {
  readonly endMicros: number;
  /** Events of the scenario, and crashes, in order. */
  readonly happenings: readonly Happening[];
  /** One for each observer. */
  readonly lanes: readonly Lane[];
}

/** Something that the run meets, as the world or a fault brings it about. */
export type Happening = { readonly atMicros: number } & (
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "crash"; readonly event: EventSight }
);

export interface Lane {
  readonly observer: Observer;
  readonly events: number;
  /** In the order in which they begin. */
  readonly moments: readonly Moment[];
}

/** Events that are too close to each other to be drawn apart. */
export interface Moment {
  /** From 0, the start of the run, to {@link MOMENTS} - 1, its end. */
  readonly place: number;
  readonly atMicros: number;
  readonly events: number;
  /** The event, where it is the only one. */
  readonly event: EventSight | null;
  /** Leaks that the events show for the first time, as places among the verdict's findings, in order. */
  readonly first: readonly number[];
  /** The same of leaks that they show again. */
  readonly again: readonly number[];
}

/** Places on a timeline. */
export const MOMENTS = 600;

/** A verdict held against the policy's expectation. */
export interface Expectation {
  readonly verdict: VerdictWord;
  /** None when all is as expected. */
  readonly problems: readonly Problem[];
}

/** A difference from what a policy expects. */
export type Problem =
  | { readonly kind: "not built" }
  | { readonly kind: "verdict"; readonly is: VerdictWord; readonly expected: VerdictWord }
  | {
      readonly kind: "not found" | "not expected";
      readonly secret: string;
      readonly degree: Degree;
      readonly observer: Observer;
    }
  /** The expected size is not within the measured one. */
  | { readonly kind: "size"; readonly secret: string; readonly observer: Observer; readonly bits: number }
  /** A leak at a line that no comment marks; `place` is null when the line is not known. */
  | {
      readonly kind: "not marked";
      readonly secret: string;
      readonly place: { readonly file: string; readonly line: number } | null;
    }
  /** A comment marks a line at which nothing was found. */
  | { readonly kind: "marked"; readonly secret: string; readonly file: string; readonly line: number };
