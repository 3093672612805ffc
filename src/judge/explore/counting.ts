/**
 * Counting: how often something must still happen, or how long it must go on, until a comparison of numbers ends the
 * other way: as often as its sides need that come nearer to each other each time.
 */
import type { Insight, OwnPlace } from "../subject.ts";

/** Comparison of numbers in the project's own code that has always ended in the same way. */
export interface Count {
  readonly own: OwnPlace;
  /** Left side minus right side, the last time that it was asked. */
  readonly gap: number;
  /** Times that it was asked, and the time between two of them. */
  readonly asked: number;
  readonly everyMicros: number;
  /** Times that it has to be asked until it ends otherwise; null where its sides do not come nearer to each other. */
  readonly left: number | null;
}

/** Observations of one comparison. */
interface Track {
  readonly own: OwnPlace;
  /** Left side minus right side, and when. */
  readonly gaps: number[];
  readonly times: number[];
  readonly results: Set<boolean>;
}

export function countsIn(insights: readonly Insight[]): Count[] {
  const tracks = new Map<number, Track>();
  const moduli = new Set<number>();
  for (const { seen, own } of insights) {
    if (own === null || !own.isInnermost) continue;
    const [, divisor] = seen.what === "use" && seen.name === "%" ? seen.of : [];
    if (typeof divisor === "number" && divisor > 0) moduli.add(divisor);
    if (seen.what !== "comparison") continue;
    const { left, right, result } = seen;
    if (typeof left !== "number" || typeof right !== "number") continue;
    const track = tracks.get(own.pc) ?? { own, gaps: [], times: [], results: new Set() };
    tracks.set(own.pc, track);
    track.gaps.push(left - right);
    track.times.push(seen.atMicros);
    track.results.add(result);
  }
  return [...tracks.values()].flatMap((track) =>
    track.results.size > 1 ? [] : [countOf(track, [...moduli])],
  );
}

function countOf({ own, gaps, times }: Track, moduli: readonly number[]): Count {
  const asked = gaps.length;
  const everyMicros = asked < 2 ? 0 : (times[asked - 1] - times[0]) / (asked - 1);
  return { own, gap: gaps[asked - 1], asked, everyMicros, left: asked < 2 ? null : stepsLeft(gaps, moduli) };
}

function stepsLeft(gaps: readonly number[], moduli: readonly number[]): number | null {
  const last = gaps[gaps.length - 1];
  // A side that changes now and then only changes by a part each time.
  const step = last - gaps[gaps.length - 2] || (last - gaps[0]) / (gaps.length - 1);
  if (!Number.isFinite(step) || step === 0) return null;
  const steps = [last, ...moduli.map((divisor) => last - Math.sign(step) * divisor)]
    .map((gap) => Math.ceil(-gap / step))
    .filter((count) => count >= 0);
  return steps.length === 0 ? null : Math.min(...steps) + 1;
}
