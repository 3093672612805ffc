/**
 * Seeded random streams. Each consumer names its stream, so that one of them drawing more numbers does not
 * shift what another one gets.
 */

import { FORK, type Forker } from "./fork.ts";

/** sfc32 (C. Doty-Humphrey, PractRand), seeded by hashing the seed and the stream's name. */
export class Random {
  private constructor(private readonly state: Uint32Array) {}

  static stream(seed: number, name: string): Random {
    const random = new Random(hash128(`${seed}/${name}`));
    // sfc32 mixes its seed over the first rounds; 12 is its author's recommendation.
    for (let i = 0; i < 12; i++) random.uint32();
    return random;
  }

  uint32(): number {
    const s = this.state;
    const t = (s[0] + s[1] + s[3]) >>> 0;
    s[3]++;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t;
  }

  /** A whole number in `[0, bound)`. */
  below(bound: number): number {
    return Math.floor((this.uint32() / 2 ** 32) * bound);
  }

  pick<T>(from: ArrayLike<T>): T {
    return from[this.below(from.length)];
  }

  fill(target: Uint8Array): Uint8Array {
    for (let i = 0; i < target.length; i++) target[i] = this.uint32() & 0xff;
    return target;
  }

  bytes(length: number): Uint8Array {
    return this.fill(new Uint8Array(length));
  }

  [FORK](forker: Forker): Random {
    return forker.copyFields(this);
  }
}

/** Spreads a text over 128 bits: four FNV-1a lanes with different offsets, each finished with murmur3's mixer. */
function hash128(text: string): Uint32Array {
  const lanes = new Uint32Array([0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35]);
  for (let i = 0; i < text.length; i++) {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = Math.imul(lanes[lane] ^ (text.charCodeAt(i) + lane), 0x01000193);
    }
  }
  return lanes.map((h) => {
    let x = h ^ (h >>> 16);
    x = Math.imul(x, 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul(x, 0xc2b2ae35);
    return x ^ (x >>> 16);
  });
}
