/** Lets a world go on until the timers that its firmware sets have fired often: what it does by and by is seen. */
import type { World } from "../../sim/home/world.ts";

/** Each time that a timer fires something else may happen; twice is the least. */
const LEAST_FIRINGS = 2;
/** Longest run in which each timer fires twice: a report every five minutes is seen. */
const LONGEST_MICROS = 660e6;
/** Longest run that goes on for more than that. */
const LONG_MICROS = 300e6;
/** Time to do what a timer is set for. */
const AFTERWARDS_MICROS = 5e6;

/**
 * Timers are told apart by where the program goes on, so that one that is set anew each time counts as one. Those that
 * fired before now do not count.
 */
export function untilTimersFired(world: World, firings: number): void {
  const fired = new Map<string, number>();
  const isAwaited = ({ place, atMicros }: { readonly place: string; readonly atMicros: number }) => {
    const times = fired.get(place) ?? 0;
    return (
      atMicros <= (times < LEAST_FIRINGS ? LONGEST_MICROS : LONG_MICROS) - AFTERWARDS_MICROS &&
      times < firings
    );
  };
  let hasFired = false;
  while (world.ended === null) {
    const now = world.clock.nowMicros;
    // A program that has crashed fires no more timers.
    const timers = (world.device.pendingTimers() ?? [])
      .map(({ atMicros, pcs }) => ({ place: pcs.join(), atMicros }))
      .filter(({ atMicros }) => atMicros > now);
    const next = timers.find(isAwaited);
    if (next === undefined) break;
    for (const { place, atMicros } of timers)
      if (atMicros <= next.atMicros) fired.set(place, (fired.get(place) ?? 0) + 1);
    world.runUntil(Math.ceil(next.atMicros));
    hasFired = true;
  }
  if (hasFired) world.runUntil(world.clock.nowMicros + AFTERWARDS_MICROS);
}
