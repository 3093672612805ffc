/** Notes beside a verdict: what a person should know although it decides nothing. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Circumstances } from "../subject.ts";
import type { Source } from "./source.ts";

export type Note =
  /** The firmware crashes so early on its board that it was run on the simulator's own. */
  | { readonly kind: "other board"; readonly board: string }
  /** A setting that is called no credential reaches somebody. */
  | {
      readonly kind: "setting told";
      readonly key: string;
      readonly observer: Observer;
      readonly to: string | null;
      readonly source: Source | null;
    }
  /** The firmware crashes in other circumstances than the usual ones: what it would do there afterwards was not seen. */
  | {
      readonly kind: "crash";
      /** Empty where much happens. */
      readonly circumstances: Pick<
        Circumstances,
        "factoryFresh" | "isBare" | "surroundingsSeed" | "boardProcessor"
      >;
      readonly source: Pick<Source, "file" | "line"> | null;
    }
  /** With every setting set, the firmware crashes: it was tried without. */
  | { readonly kind: "settings refused" }
  /** Nonces that seal more than one content: what they seal is not hidden. */
  | { readonly kind: "nonce repeats"; readonly count: number }
  /**
   * Bytes that are computed from a secret are the same on every board: the key, if there is one, is in the firmware, and
   * whoever has that holds it.
   */
  | {
      readonly kind: "same on every board";
      readonly secret: string;
      readonly observer: Observer;
      readonly source: Source | null;
    }
  /** With another device id, address and round-trip times the firmware does something else. */
  | { readonly kind: "identities differ"; readonly source: Source | null };
