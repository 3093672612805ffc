/** One HTML file for people: who learns what, when, from which line, and how to see it again. */
import type { VerdictWord } from "../../judge/policy/policy.ts";
import type { ReportDocument, Reported, TrustReport } from "../document.ts";
import { isAsExpected, reasonOf, wordOf } from "../reported.ts";
import type { Suppression } from "../suppression.ts";
import { trustLines } from "../trust.ts";
import { counted, madeBy } from "../words.ts";
import { Appendix } from "./appendix.tsx";
import { ApplianceSection } from "./appliance.tsx";
import { Cards, type Section } from "./cards.ts";
import { Arrowheads } from "./degree-key.tsx";
import { Glossary, WORDS_ANCHOR } from "./glossary.tsx";
import { applianceAnchor, VerdictBadge } from "./parts.tsx";
import { pageText } from "./shell.tsx";

interface Props {
  readonly document: ReportDocument;
}

export function htmlReport(document: ReportDocument): string {
  const { reported } = document;
  const title = reported.length === 1 ? titleOf(reported[0]) : counted(reported);
  return pageText({ title, body: <Body document={document} /> });
}

function Body({ document }: Props) {
  const { reported: results, baseline, trust } = document;
  const sections = results.map((result, index): Section => {
    const anchor = applianceAnchor(index);
    return { result, anchor, cards: new Cards(result, anchor) };
  });
  return (
    <>
      <Arrowheads />
      <header class="top">
        <h1>
          <span class="brand">tightlip</span> Who learns what
        </h1>
        {results.length > 1 && <p class="lead">{counted(results)}</p>}
        <Lead results={results} />
      </header>
      <main>
        {results.length > 1 && <Overview document={document} />}
        {sections.map((section) => (
          <ApplianceSection key={section.result.main} {...section} />
        ))}
        {trust !== null && <Trust trust={trust} />}
        <Stale entries={baseline?.stale ?? []} />
        <Glossary />
        <Appendix sections={sections} />
      </main>
      <footer>
        Made by {madeBy(document)}. Credentials go by name; their values are nowhere in this file. The same
        firmware, policy, seed and version make the same file.
      </footer>
    </>
  );
}

/** Opening words: what was done, and the verdicts and colours that are on the page. */
function Lead({ results }: { readonly results: readonly Reported[] }) {
  const isRun = results.some(({ kind }) => kind === "firmware");
  const words = VERDICTS.filter(([word]) => results.some((result) => wordOf(result) === word));
  const isForeseen = results.some((result) => isAsExpected(result) && wordOf(result) === "leaks");
  return (
    <p class="lead quiet">
      {isRun &&
        "tightlip ran the firmware in a simulated home, not on a real board, with other values of each credential, and compared what each observer sees. "}
      {words.map(([word, means]) => `“${word}” (${means}. `).join("")}
      {isForeseen &&
        "“As expected”: the policy says beforehand that it leaks, as examples and tests do; that allows nothing. "}
      <a href={`#${WORDS_ANCHOR}`}>Words and numbers are explained below.</a>
    </p>
  );
}

/** Verdicts with their colours. */
const VERDICTS: readonly (readonly [VerdictWord, string])[] = [
  ["leaks", "red): an observer learns something of a credential, and nothing allows it"],
  ["keeps", "green): none learned anything but what is allowed"],
  ["unknown", "yellow): nothing can be concluded"],
];

function titleOf(result: Reported): string {
  return `${result.name} ${wordOf(result) ?? "did not build"}`;
}

function Overview({ document: { reported: results } }: Props) {
  return (
    <nav class="card overview" aria-label="Firmware in this report">
      <ul>
        {results.map((result, index) => (
          <li key={result.main}>
            <VerdictBadge result={result} />
            <a href={`#${applianceAnchor(index)}`}>{result.name}</a>
            <span class="quiet">{result.kind === "unbuilt" ? "it did not build" : reasonOf(result)}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Trust({ trust }: { readonly trust: TrustReport }) {
  return (
    <section class="card">
      <h2>The checkout is not trusted</h2>
      <ul>
        {trustLines(trust).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Stale({ entries }: { readonly entries: readonly Suppression[] }) {
  if (entries.length === 0) return null;
  return (
    <section class="card">
      <h2>In the baseline, but not found any more</h2>
      <ul>
        {entries.map(({ fingerprint, rule, secret, observer, main, reason }) => (
          <li key={fingerprint}>
            <code>{rule}</code> {secret} → {observer} in {main}: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
