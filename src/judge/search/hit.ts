/** Values that are searched for, and hits. */
import type { Range } from "./byte-class.ts";

/** Value that is looked for in a run, with its name. */
export interface Wanted {
  readonly name: string;
  readonly value: string;
  /** A value that was computed from secrets, which is looked for in fewer encodings; null or left out for a secret. */
  readonly derived?: Derived;
}

export interface Derived {
  readonly bytes: Uint8Array;
  /** Names of the secrets it was computed from. */
  readonly from: readonly string[];
}

/** A secret's bytes were found. */
export interface Hit extends Range {
  /** Name of the secret. */
  readonly secret: string;
  /** Layers and encoding, outermost first; containers that leave bytes unchanged included. */
  readonly chain: readonly string[];
  readonly degree: "clear" | "encoded";
}
