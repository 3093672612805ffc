/** Switchings of an actuator, as somebody in the room sees them. */
import type { Tape } from "../../../sim/tape/tape.ts";
import { type Source, sourceOf } from "../verdict/source.ts";
import { isSamePart } from "./fault.ts";

export interface Switching {
  readonly atMicros: number;
  readonly on: boolean;
  /** Line of the firmware that switches it; null where it is not known, or nothing of the firmware's doing. */
  readonly source: Source | null;
}

/** Time in which an actuator is on. */
export interface Spell {
  readonly fromMicros: number;
  /** Null where it is on until the end of the run. */
  readonly toMicros: number | null;
  readonly source: Source | null;
}

/** In order; before the first it is off. */
export function switchings({ events }: Tape, actuator: string): Switching[] {
  const contents = new Map<string, boolean>();
  const found: Switching[] = [];
  for (const event of events) {
    const { channel, kind, to, payload, atMicros } = event;
    if (channel !== "actuator" || to === null || payload === null || !isSamePart(to, actuator)) continue;
    contents.set(
      kind,
      payload.some((byte) => byte !== 0),
    );
    const on = [...contents.values()].includes(true);
    if (on !== (found.at(-1)?.on ?? false)) found.push({ atMicros, on, source: sourceOf(event) });
  }
  return found;
}

export function spells(tape: Tape, actuator: string): Spell[] {
  const all = switchings(tape, actuator);
  return all.flatMap(({ atMicros, on, source }, i) =>
    on ? [{ fromMicros: atMicros, toMicros: all[i + 1]?.atMicros ?? null, source }] : [],
  );
}
