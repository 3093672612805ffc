/** Observers explained in place: who each is, and what it learns, with the way to the leaks. */
import { OBSERVERS, type Observer } from "../../../sim/tape/tape.ts";
import type { Reported, ReportedFinding } from "../document.ts";
import { worstOf } from "../matrix.ts";
import { findingsOf } from "../reported.ts";
import type { Cards } from "./cards.ts";
import { Stroke } from "./degree-key.tsx";
import { type PageWords, usePageWords } from "./page-words.ts";

interface Props {
  readonly result: Reported;
  readonly cards: Cards;
  /** Anchor of what is said about allowed flows. */
  readonly allowed?: string;
}

export function Observers({ result, cards, allowed }: Props) {
  const words = usePageWords();
  return (
    <details class="printed">
      <summary>{words.observers.summary}</summary>
      <dl class="observers">
        {OBSERVERS.map((observer) => (
          <div key={observer}>
            <dt>
              {words.observer(observer).name} <span class="quiet">{words.observer(observer).title}</span>
            </dt>
            <dd>
              <Learns observer={observer} result={result} cards={cards} allowed={allowed} />
              <span class="quiet">{words.observer(observer).sees}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Learns({ observer, result, cards, allowed }: Props & { readonly observer: Observer }) {
  const words = usePageWords();
  const own = findingsOf(result).filter((finding) => finding.observer === observer);
  const degree = worstOf(own);
  if (degree === null) return <span class="learns">{words.observers.nothing}</span>;
  if (degree === "released") {
    return (
      <span class="learns">
        <Stroke degree={degree} />{" "}
        {linked(words.observers.allowed(releases(own, words), names(own)), allowed)}
      </span>
    );
  }
  const worst = own.filter((finding) => finding.degree === degree);
  const card = worst.map((finding) => cards.of(finding)).find((one) => one !== null);
  const text = words.degree(degree).gist(names(worst));
  return (
    <span class="learns">
      <Stroke degree={degree} /> {linked(text, card?.anchor)}
    </span>
  );
}

function linked(text: string, anchor: string | undefined) {
  return anchor === undefined ? text : <a href={`#${anchor}`}>{text}</a>;
}

function releases(findings: readonly ReportedFinding[], words: PageWords): string {
  return words.list([...new Set(findings.flatMap(({ allowed }) => allowed?.name ?? []))]);
}

function names(findings: readonly ReportedFinding[]): string {
  return [...new Set(findings.map(({ secret }) => secret))].join(", ");
}
