/** Observers explained in place: who each is, and what it learns, with the way to the leaks. */
import { OBSERVERS, type Observer } from "../../../sim/tape/tape.ts";
import { inWords } from "../../judge/verdict/reason.ts";
import type { Reported, ReportedFinding } from "../document.ts";
import { worstOf } from "../matrix.ts";
import { OBSERVER_WORDS } from "../observer-words.ts";
import { findingsOf } from "../reported.ts";
import { DEGREE_TEXTS } from "../rules.ts";
import type { Cards } from "./cards.ts";
import { Stroke } from "./degree-key.tsx";

interface Props {
  readonly result: Reported;
  readonly cards: Cards;
}

export function Observers({ result, cards }: Props) {
  return (
    <details class="printed">
      <summary>Who the observers are, and what each learns</summary>
      <dl class="observers">
        {OBSERVERS.map((observer) => (
          <div key={observer}>
            <dt>
              {observer} <span class="quiet">{OBSERVER_WORDS[observer].title}</span>
            </dt>
            <dd>
              <Learns observer={observer} result={result} cards={cards} />
              <span class="quiet">{OBSERVER_WORDS[observer].sees}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Learns({ observer, result, cards }: Props & { readonly observer: Observer }) {
  const own = findingsOf(result).filter((finding) => finding.observer === observer);
  const degree = worstOf(own);
  if (degree === null) return <span class="learns">learns nothing that was found</span>;
  if (degree === "released") {
    return (
      <span class="learns">
        <Stroke degree={degree} /> gets what {releases(own)} allows of {names(own)}
      </span>
    );
  }
  const worst = own.filter((finding) => finding.degree === degree);
  const card = worst.map((finding) => cards.of(finding)).find((one) => one !== null);
  const text = DEGREE_TEXTS[degree].gist(names(worst));
  return (
    <span class="learns">
      <Stroke degree={degree} /> {card == null ? text : <a href={`#${card.anchor}`}>{text}</a>}
    </span>
  );
}

function releases(findings: readonly ReportedFinding[]): string {
  return inWords([...new Set(findings.flatMap(({ allowed }) => allowed?.name ?? []))]);
}

function names(findings: readonly ReportedFinding[]): string {
  return [...new Set(findings.map(({ secret }) => secret))].join(", ");
}
