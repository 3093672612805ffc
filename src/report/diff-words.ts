/** A comparison of two versions in words and marks, the same in every format. */
import { type Degree, tellsValue } from "../judge/policy/degree.ts";
import type { Bits } from "../judge/verdict/finding.ts";
import type { ComparedVersions } from "./diff-json.ts";
import { bitsText, sizeText } from "./size-words.ts";

/** Sign of a change, for a finding, a flow or a name. */
export const MARK = { new: "+", worse: "▲", larger: "▲", less: "▼", gone: "-" } as const;

/** Result of a comparison: unknown only where nothing new was found. */
export type Outcome = "tells more" | "unknown" | "tells nothing new";

export function outcomeOf({ new: now, difference }: ComparedVersions): Outcome {
  if (difference.more) return "tells more";
  return now?.verdict?.word === "unknown" ? "unknown" : "tells nothing new";
}

/** Amount that was measured, after the degree, such as ` (83 bits)`; empty where it was not. */
export function amountText(degree: Degree, bits: Bits | null): string {
  if (bits === null) return "";
  return tellsValue(degree) ? ` (${bitsText(bits)})` : `, ${sizeText(bits)}`;
}

/** Note on what two tapes can tell. */
export const OF_TAPES = "A tape does not say what is secret: this is what is sent, not what it says.";
