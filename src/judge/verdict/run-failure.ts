/** A failure of a run: the reason why it says less than it should. Plain data. */
import type { SourcePlace } from "../../../sim/tape/position.ts";
import type { Lack, Run } from "../subject.ts";

export type RunFailure =
  | { readonly kind: "stopped"; readonly why: string; readonly atMicros: number }
  /** All runs together computed as much as they may. */
  | { readonly kind: "spent" }
  | {
      readonly kind: "panic";
      readonly code: number;
      readonly atMicros: number;
      readonly place: Pick<SourcePlace, "file" | "line"> | null;
      /** As `Error: text`, with names in place of secrets; null where no exception was it. */
      readonly exception: string | null;
      readonly lacks: Lack | null;
      /** Settings that it had read and that have no value in this world. */
      readonly unset: readonly string[];
    };

/** Longest text of an exception that is shown. */
const MAX_EXCEPTION = 200;
/** In place of a text that no search can take secrets out of. */
const HIDDEN = "‹depends on a secret›";

/** Null when the run went its full length without a crash. An exception's text, which may hold secrets, is not there yet. */
export function runFailure({ end }: Pick<Run, "end">): RunFailure | null {
  if (end.stopped !== null) return { kind: "stopped", why: end.stopped, atMicros: end.atMicros };
  const panic = end.panics[0];
  if (panic === undefined) return null;
  const { code, atMicros, position, lacks } = panic;
  return { kind: "panic", code, atMicros, place: position?.blame ?? null, exception: null, lacks, unset: [] };
}

/** True for crashes of one kind at one place. */
export function areAlike(one: RunFailure, other: RunFailure | null): boolean {
  if (one.kind !== "panic" || other?.kind !== "panic" || one.code !== other.code) return false;
  return one.place?.file === other.place?.file && one.place?.line === other.place?.line;
}

export interface FailureSights {
  /** Puts names in place of secrets. */
  readonly redact: (text: string) => string;
  /** The text is something else that was made of a secret. */
  readonly isComputed?: boolean;
  /** Settings that were read and have no value. */
  readonly unset: readonly string[];
}

/** The failure of a run with what a person should know about its cause. */
export function explainedFailure(
  failure: RunFailure,
  { end }: Pick<Run, "end">,
  { redact, isComputed = false, unset }: FailureSights,
): RunFailure {
  const thrown = end.panics[0]?.exception ?? null;
  if (failure.kind !== "panic" || thrown === null) return failure;
  const text = isComputed ? HIDDEN : redact(thrown);
  const exception = text.length > MAX_EXCEPTION ? `${text.slice(0, MAX_EXCEPTION)}…` : text;
  return { ...failure, exception, unset: thrown.startsWith("TypeError") ? unset : [] };
}
