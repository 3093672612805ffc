/** What a search of a capture comes to: findings, and how far they can be relied on. */
import type { VerdictWord } from "../judge/policy.ts";
import type { Format } from "./format.ts";
import type { Found } from "./search.ts";

export interface ScannedCapture {
  /** As the user names it, with secrets in it replaced by their names. */
  readonly file: string;
  readonly format: Format;
  /** Read from the file, unpacked. */
  readonly sizeBytes: number;
  /** Packets or requests; null for what has none. */
  readonly events: number | null;
  readonly connections: number | null;
  /** From the first moment to the last. */
  readonly durationMicros: number;
  readonly found: readonly Found[];
  /** Names of the secrets, and whether they are long enough to be searched for. */
  readonly secrets: readonly { readonly name: string; readonly tooShort: boolean }[];
  /** Why something may be in it that was not seen, a phrase each. */
  readonly blindSpots: readonly string[];
}

/** `leaks`: a secret was found; `keeps`: none was, and nothing was in the way; else `unknown`. */
export function verdictOf(capture: ScannedCapture): { word: VerdictWord; reason: string } {
  const names = [
    ...new Set(
      capture.found.filter(({ finding }) => finding.release === null).map(({ finding }) => finding.secret),
    ),
  ];
  if (names.length > 0)
    return { word: "leaks", reason: `${list(names.sort())} ${names.length === 1 ? "was" : "were"} found` };
  const searched = capture.secrets.filter(({ tooShort }) => !tooShort).map(({ name }) => name);
  if (searched.length === 0)
    return { word: "unknown", reason: "every secret is too short to be searched for" };
  if (capture.blindSpots.length > 0) return { word: "unknown", reason: capture.blindSpots.join("; ") };
  return { word: "keeps", reason: `${list(searched)} ${searched.length === 1 ? "was" : "were"} not found` };
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
