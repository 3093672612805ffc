/** Messages between the page and its worker, in which firmware is built, run and judged. Plain data. */
import type { Step } from "../../../sim/home/verbs/verbs.ts";
import type { Channel, Observer, Sender } from "../../../sim/tape/tape.ts";
import type { Policy } from "../../judge/policy/policy.ts";
import type { Goal, GoalResult } from "../../lesson/goal.ts";
import type { FirmwareReport, UnbuiltReport } from "../../report/document.ts";
import type { Comparison, Decoded, RecordingFile, Sought } from "./game/comparison.ts";
import type { Units } from "./game/unit.ts";

/** Text of files by path, relative to the project's root, with forward slashes. */
export type Files = Readonly<Record<string, string>>;

/** Requests of the page. Answers carry the `id` of the request. */
export type Request =
  | {
      readonly kind: "load";
      readonly id: number;
      /** Source of the compiler: a script that leaves it in a global. */
      readonly compiler: string;
      /** The metered VM's WebAssembly module. */
      readonly vm: Uint8Array;
      /** SHA-256 of the VM before it was metered, hex. */
      readonly vmSha256: string;
      /** Files that a build finds beside the project's own: the device library, services, boards. */
      readonly files: Files;
      readonly version: string;
    }
  | CheckRequest
  /** Starts the firmware of a check, by the id of that request, in a home that goes on as long as it is told to. */
  | { readonly kind: "start"; readonly id: number; readonly check: number }
  /** Lets virtual time pass in that home. */
  | { readonly kind: "advance"; readonly id: number; readonly micros: number }
  /** Somebody in that home does something now. */
  | { readonly kind: "do"; readonly id: number; readonly step: Step }
  /** Plays a round of the interception game, by its name, and records it; each attempt has other values. */
  | { readonly kind: "record"; readonly id: number; readonly round: string; readonly attempt: number }
  /** Takes a recording apart, for a person to look into. */
  | ({ readonly kind: "open"; readonly id: number } & RecordingFile)
  /** Lets the scanner look for a credential in a recording, and in the bytes that the player marked. */
  | ({
      readonly kind: "compare";
      readonly id: number;
      readonly secret: Sought;
      readonly parts: readonly Uint8Array[];
    } & RecordingFile)
  /** Reads bytes as the scanner would. */
  | { readonly kind: "decode"; readonly id: number; readonly bytes: Uint8Array };

/** Builds and judges. It cannot be broken off: who no longer wants it ends the worker. */
export interface CheckRequest {
  readonly kind: "check";
  readonly id: number;
  readonly files: Files;
  /** The files are a project of their own; else they take the place of some of tightlip's, as in a lesson. */
  readonly isOwn: boolean;
  /** The firmware's entry, relative to the project's root. */
  readonly main: string;
  /** Name of the appliance in reports. */
  readonly name: string;
  /** A policy, or the path of one in tightlip's package, such as `devs/lessons/01-cloud-relay/fixed.policy.ts`. */
  readonly policy: Policy | string;
  /** Job that the firmware must still do; null to judge only. */
  readonly goal: Goal | null;
}

export type Answer =
  /** `libraries` are sources and declarations of what comes with the compiler, by path. */
  | { readonly kind: "loaded"; readonly id: number; readonly libraries: Files }
  /** It was built, and is now judged: it has been run so often. Comes again as runs go on. */
  | { readonly kind: "judging"; readonly id: number; readonly runs: number }
  | {
      readonly kind: "checked";
      readonly id: number;
      readonly report: FirmwareReport | UnbuiltReport;
      /** The report as `tightlip check --json` prints it. */
      readonly json: string;
      /**
       * Null without a goal, and where it did not build. Pending: the same answer comes again when it is known what the
       * firmware still does.
       */
      readonly goal: GoalResult | "pending" | null;
      /** Milliseconds of build and check. */
      readonly millis: number;
    }
  | {
      readonly kind: "lived";
      readonly id: number;
      readonly atMicros: number;
      readonly events: readonly LiveEvent[];
      /** Names of buttons and other things that can be pressed. */
      readonly buttons: readonly string[];
      /** Reason why it goes on no more; null while it does. */
      readonly ended: string | null;
    }
  | ({ readonly kind: "recorded"; readonly id: number; readonly secret: Sought } & RecordingFile & Units)
  | ({ readonly kind: "opened"; readonly id: number } & Units)
  | ({ readonly kind: "compared"; readonly id: number } & Comparison)
  | { readonly kind: "decoded"; readonly id: number; readonly layers: readonly Decoded[] }
  /** The request could not be answered: a line for the person. */
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

/** Event in a home, as its observers see it, without what would be secret. */
export interface LiveEvent {
  readonly atMicros: number;
  readonly from: Sender;
  readonly channel: Channel;
  readonly observers: readonly Observer[];
  readonly kind: string;
  readonly to: string | null;
  readonly sizeBytes: number;
  /** The line of the firmware that caused it. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** Names of the secrets that leak by it, as the verdict found. */
  readonly secrets: readonly string[];
  /** Names of those that may be known by it. */
  readonly allowed: readonly string[];
  /**
   * Content as text; null where the observers see none. Whatever depends on a secret is marked with its name, size and
   * encoding, as in the evidence of a leak.
   */
  readonly content: string | null;
}
