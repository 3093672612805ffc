/** Bytes of an event that are released to an observer: by the policy, and by what the platform needs. */
import { paddingIn } from "../../../sim/bus/frame.ts";
import type { Observer, Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import { type Difference, isLinkData } from "../compare/twins.ts";
import { type Allowed, type Policy, platformRelease } from "../policy/policy.ts";
import type { ReleasedRange, Releases } from "../policy/release.ts";
import type { SealedBlobs } from "../policy/sealed-blobs.ts";

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A run in which secrets have certain values. */
export interface ValuedRun {
  readonly tape: Tape;
  /** Name of each secret to its value. */
  readonly values: ReadonlyMap<string, string>;
}

export class ReleasedBytes {
  constructor(
    private readonly policy: Policy,
    private readonly releases: Releases,
    /** Blobs in what a run sent that the device's own secrets open. */
    private readonly sealedBlobs: (tape: Tape) => SealedBlobs,
  ) {}

  /** Ranges of the event's payload that are released to `observer`, as far as they tell one secret. */
  ranges(event: TapeEvent, observer: Observer, secret: string, { tape, values }: ValuedRun): ReleasedRange[] {
    const sealed = this.sealedBlobs(tape)
      .ranges(event)
      .flatMap(({ start, end, mechanism }) => {
        const allowed = platformRelease(this.policy, mechanism, secret, observer);
        return allowed === null ? [] : [{ start, end, allowed }];
      });
    const allowed = platformRelease(this.policy, event.platform, secret, observer);
    const needed = allowed === null ? [] : (event.platformRanges ?? []);
    const left = platformRelease(this.policy, "platform/padding", secret, observer);
    return [
      ...this.releases.ranges(event, observer, secret, values.get(secret)!, tape),
      ...sealed,
      ...needed.map(([start, end]) => ({ start, end, allowed: allowed! })),
      ...(left === null
        ? []
        : paddingOf(event).map((range) => ({ ...range, allowed: left, isLeft: true as const }))),
    ];
  }

  /** Release of the whole event, its length included; null when there is none. */
  whole(event: TapeEvent, observer: Observer, secret: string): Allowed | null {
    return this.releases.whole(event, observer, secret);
  }

  /** The platform's release of the whole event; null when there is none. */
  platform(event: TapeEvent, observer: Observer, secret: string): Allowed | null {
    if (event.platformRanges !== undefined) return null;
    return platformRelease(this.policy, event.platform, secret, observer);
  }
}

/** Leavings of earlier frames in a frame. */
export function paddingOf({ channel, payload }: TapeEvent): Range[] {
  return channel !== "frame" || payload === null
    ? []
    : paddingIn(payload).map(([start, end]) => ({ start, end }));
}

/**
 * True if a difference between two runs, in which several secrets have other values, lies in what is released to its
 * observer of any of them.
 */
export function isReleased(
  { a, b, observer, what }: Difference,
  first: ValuedRun,
  second: ValuedRun,
  released: ReleasedBytes,
): boolean {
  const names = [...first.values.keys()];
  const event = a ?? b!;
  if (what === "presence") return false;
  if (names.some((name) => released.platform(event, observer, name) !== null)) return true;
  if (names.some((name) => released.whole(event, observer, name) !== null)) return true;
  if (what !== "content") return false;
  const masked = (of: TapeEvent, run: ValuedRun) =>
    names.flatMap((name) => released.ranges(of, observer, name, run));
  return sameRest(a!, masked(a!, first), b!, masked(b!, second));
}

/** True if two payloads are equal outside of the ranges (or, `inside`, within them); link data never counts. */
export function sameRest(
  a: TapeEvent,
  masksA: readonly Range[],
  b: TapeEvent,
  masksB: readonly Range[],
  inside = false,
): boolean {
  const x = rest(a, masksA, inside);
  const y = rest(b, masksB, inside);
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
}

function rest(event: TapeEvent, masks: readonly Range[], inside: boolean): number[] {
  const kept: number[] = [];
  event.payload!.forEach((byte, at) => {
    if (isLinkData(event, at)) return;
    if (masks.some((m) => m.start <= at && at < m.end) === inside) kept.push(byte);
  });
  return kept;
}
