/** Notes beside a verdict: what a person should know although it decides nothing. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Circumstances } from "../subject.ts";
import type { Finding } from "./finding.ts";
import type { RunFailure } from "./run-failure.ts";
import { isSameLine, type Source } from "./source.ts";

export type Note =
  /** The firmware crashes so early on its board that it was run on the simulator's own. */
  | { readonly kind: "other board"; readonly board: string }
  /** The firmware leaks, and crashes: what it would do afterwards was not seen. */
  | { readonly kind: "crashed"; readonly failure: RunFailure }
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

/** Least information of bytes that may be sealed under a key, bits: as many as samples of a value can show. */
const SEALED_BITS = 3;

/** Each once; of what is the same on every board that which may be sealed, not a length or a yes. */
export function worthNoting(notes: readonly Note[], findings: readonly Finding[]): readonly Note[] {
  const once = new Map<string, Note>(
    notes.map((note) => {
      if (note.kind !== "same on every board") return [JSON.stringify(note), note];
      const { kind, secret, observer, source } = note;
      return [JSON.stringify([kind, secret, observer, source?.file, source?.line]), note];
    }),
  );
  return [...once.values()].filter(
    (note) =>
      note.kind !== "same on every board" ||
      findings.some(
        ({ how, secret, observer, source, bits }) =>
          how === "computed" &&
          secret === note.secret &&
          observer === note.observer &&
          isSameLine(source, note.source) &&
          (bits === null || bits.low >= SEALED_BITS),
      ),
  );
}
