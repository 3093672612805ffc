/** What a search of a capture comes to: findings, and how far they can be relied on. */

import type { VerdictWord } from "../judge/policy/policy.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { FormatName } from "./format.ts";
import type { Found } from "./search.ts";

export interface ScannedCapture {
  /** As the user names it, with secrets in it replaced by their names. */
  readonly file: string;
  readonly format: FormatName;
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
  /** The capture that it was held against, and those that told what differs by chance; null when it was not. */
  readonly compared: { readonly file: string; readonly noise: readonly string[] } | null;
  /** Why something may be in it that was not seen, a phrase each. */
  readonly blindSpots: readonly string[];
}

/** `leaks`: a secret was found, or matters; `keeps`: none does, and nothing was in the way; else `unknown`. */
export function verdictOf(capture: ScannedCapture): { word: VerdictWord; reason: string } {
  const leaks = capture.found.map(({ finding }) => finding).filter(({ allowed }) => allowed === null);
  const seen = leaks.filter(({ degree }) => degree === "clear" || degree === "encoded");
  if (seen.length > 0) return { word: "leaks", reason: `${list(namesOf(seen), "was", "were")} found` };
  if (leaks.length > 0 && capture.compared!.noise.length > 0)
    return { word: "leaks", reason: `${list(namesOf(leaks), "makes", "make")} a difference` };
  if (leaks.length > 0) {
    const reason = `${list(namesOf(leaks), "may make", "may make")} a difference, or it is chance: captures with the same value can tell (--noise)`;
    return { word: "unknown", reason };
  }
  const searched = capture.secrets.filter(({ tooShort }) => !tooShort).map(({ name }) => name);
  if (searched.length === 0)
    return { word: "unknown", reason: "every secret is too short to be searched for" };
  if (capture.blindSpots.length > 0) return { word: "unknown", reason: capture.blindSpots.join("; ") };
  const nothing = capture.compared === null ? "" : ", and nothing else differs";
  return { word: "keeps", reason: `${list(searched, "was", "were")} not found${nothing}` };
}

function namesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ secret }) => secret))].sort();
}

function list(names: readonly string[], one: string, many: string): string {
  if (names.length < 2) return `${names.join("")} ${one}`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} ${many}`;
}
