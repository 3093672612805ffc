/** Pieces that several parts of the page are made of. */
import type { Reported } from "../document.ts";
import { isAccepted, isAsExpected, wordOf } from "../reported.ts";

export function VerdictBadge({ result }: { readonly result: Reported }) {
  const word = wordOf(result) ?? "not built";
  const asExpected = isAsExpected(result);
  const known = isAccepted(result);
  const tone =
    word === "keeps" ? "good" : known || asExpected ? "calm" : word === "unknown" ? "unsure" : "bad";
  const note = word === "keeps" ? "" : asExpected ? ", as expected" : known ? ", all known" : "";
  return <span class={`badge ${tone}`}>{word + note}</span>;
}

/** The anchor of the firmware at this place in the report. */
export function applianceAnchor(index: number): string {
  return `firmware-${index + 1}`;
}

/** The anchor of a leak, by its place among those of the firmware whose own anchor is `base`. */
export function leakAnchor(base: string, at: number): string {
  return `${base}-leak-${at + 1}`;
}

/** Text in which names of secrets, as redaction writes them, stand out. */
export function Redacted({ text }: { readonly text: string }) {
  const parts = text.split(/(‹[^‹›]*›)/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}</>;
}
