/** Comparison of a player with the scanner, and what it is about. Plain data. */
import type { Observer } from "../../../../sim/tape/tape.ts";
import type { BlindSpotShare } from "../../../capture/ledger.ts";
import type { Degree } from "../../../judge/policy/degree.ts";

/** A recording, by the name of its file. */
export interface RecordingFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A credential that is looked for, with its value. */
export interface Sought {
  readonly name: string;
  readonly value: string;
}

/** What the scanner found, once for each way in which the credential lies there. */
export interface ScannerFound {
  readonly observers: readonly Observer[];
  readonly degree: Degree;
  /** Layers, outermost first. */
  readonly chain: readonly string[];
  readonly to: string | null;
  /** Places in the scanner's words. */
  readonly places: readonly string[];
  /** Of all places: not all are told. */
  readonly count: number;
}

export interface Comparison {
  readonly found: readonly ScannerFound[];
  /** Kinds of bytes that the scanner did not understand. */
  readonly notUnderstood: readonly BlindSpotShare[];
  /** The same and more in the scanner's own words. */
  readonly blindSpots: readonly string[];
  /** Layers around the credential in the marked bytes; null where it is not in them. */
  readonly marked: readonly string[] | null;
}

/** Bytes with one layer taken off. */
export interface Decoded {
  /** Name of the layer. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
