/** Pieces that several parts of the page are made of. */
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Reported } from "../document.ts";
import { HIDDEN, MARKED } from "../masks.ts";
import { isAccepted, isAsExpected, wordOf } from "../reported.ts";
import { usePageWords } from "./page-words.ts";

export function VerdictBadge({ result }: { readonly result: Reported }) {
  const word = wordOf(result) ?? "not built";
  const isKnown = isAccepted(result);
  const tone = word === "keeps" ? "good" : isKnown ? "calm" : word === "unknown" ? "unsure" : "bad";
  const note = isAsExpected(result) && word !== "keeps" ? "as expected" : isKnown ? "all of it known" : "";
  return (
    <>
      <span class={`badge ${tone}`}>{word}</span>
      {note !== "" && <span class="quiet">{note}</span>}
    </>
  );
}

/** An observer's name, with the everyday one. */
export function ObserverName({ observer }: { readonly observer: Observer }) {
  const { name, title } = usePageWords().observer(observer);
  return (
    <>
      {name} <span class="quiet">({title})</span>
    </>
  );
}

/** As many digits of an image's hash as tell it from others. */
export function shortHash(image: string): string {
  return image.slice(0, SHOWN_HASH_DIGITS);
}

const SHOWN_HASH_DIGITS = 12;

/** The anchor of the firmware at this place in the report. */
export function applianceAnchor(index: number): string {
  return `firmware-${index + 1}`;
}

/** Text in which names of secrets, as redaction writes them, stand out. */
export function Redacted({ text }: { readonly text: string }) {
  const parts = text.split(MARKED);
  return (
    <>
      {parts.map((part, index) => {
        if (index % 2 === 0) return part;
        return (
          <mark key={index} class={maskOf(part)}>
            {part}
          </mark>
        );
      })}
    </>
  );
}

/** Class of masks, by what they stand for; none of a name. */
function maskOf(part: string): string | undefined {
  if (part.startsWith("‹")) return undefined;
  return part.startsWith(HIDDEN) ? "masked apart" : "masked";
}
