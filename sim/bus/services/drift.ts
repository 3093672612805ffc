/**
 * Readings that move slowly and never quite repeat. A reading is a function of the peer's key and of the time
 * alone: how often a device asks does not change what it is told.
 */
import type { FieldSpec } from "../../device/image.ts";

export interface Drift {
  /** One value a field. */
  readonly around: readonly number[];
  /** Distance that the reading wanders from there, in its own unit. */
  readonly wander: number;
  /** Time in which it wanders about once from one side to the other. */
  readonly everyMinutes: number;
  /** From one sample to the next. */
  readonly noise: number;
  /** Range that the sensor can measure. */
  readonly range?: readonly [least: number, most: number];
  readonly error?: number;
  /** Time between samples that the sensor prefers; Jacdac's default where it is not said. */
  readonly sampleMillis?: number;
}

const MICROS_A_MINUTE = 60_000_000;
/** Two samples within this time are the same conversion. */
const CONVERSION_MICROS = 5_000;

/** Values of all fields at a time. `key` tells peers of one kind apart. */
export function driftAt(drift: Drift, key: number, atMicros: number): number[] {
  return drift.around.map((around, field) => {
    const place = mix(key, field);
    const slow = smoothNoise(place, atMicros / (drift.everyMinutes * MICROS_A_MINUTE));
    const fast = noiseAt(place ^ 0x5bd1e995, Math.floor(atMicros / CONVERSION_MICROS));
    const value = around + drift.wander * slow + drift.noise * fast;
    const [least, most] = drift.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return Math.min(most, Math.max(least, value));
  });
}

/** For a sensor that nobody described: it stays near the middle of its typical range. */
export function typicalDrift(fields: readonly FieldSpec[]): Drift | null {
  const ranges = fields.map((field) => [field.typicalMin, field.typicalMax]);
  const spans = ranges.map(([least, most]) => (least === undefined || most === undefined ? 0 : most - least));
  const span = Math.min(...spans);
  if (fields.length === 0 || span <= 0 || fields.some((field) => field.startRepeats)) return null;
  return {
    around: ranges.map(([least, most]) => (least! + most!) / 2),
    wander: span / 20,
    everyMinutes: 15,
    noise: span / 1000,
  };
}

/** In [-1, 1), the same for the same numbers. */
export function noiseAt(key: number, index: number): number {
  return mix(key, index) / 2 ** 31 - 1;
}

/** Noise whose values at whole numbers are joined by smooth curves. */
function smoothNoise(key: number, at: number): number {
  const before = Math.floor(at);
  const part = at - before;
  const ease = part * part * (3 - 2 * part);
  return noiseAt(key, before) * (1 - ease) + noiseAt(key, before + 1) * ease;
}

/** murmur3's finalizer over both numbers, as a whole number of 32 bits. */
function mix(key: number, index: number): number {
  let x = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
