/** Something that moves from one place to another at its own speed: a servo's arm, a knob in a hand. */

/** Plain data, for a behaviour's memory. */
export interface Travel {
  readonly from: number;
  readonly to: number;
  readonly sinceMicros: number;
  /** Units a second. */
  readonly speed: number;
}

export function restingAt(place: number): Travel {
  return { from: place, to: place, sinceMicros: 0, speed: 1 };
}

/** Where it is at a time. */
export function placeOf({ from, to, sinceMicros, speed }: Travel, atMicros: number): number {
  const gone = (speed * (atMicros - sinceMicros)) / 1e6;
  return Math.abs(to - from) <= gone ? to : from + Math.sign(to - from) * gone;
}
