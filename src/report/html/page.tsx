/** One HTML file for people: who learns what, when, from which line, and how to see it again. */
import type { ReportDocument, Reported, TrustReport } from "../document.ts";
import { reasonOf, wordOf } from "../reported.ts";
import type { Suppression } from "../suppression.ts";
import { trustLines } from "../trust.ts";
import { counted, madeBy } from "../words.ts";
import { Appendix } from "./appendix.tsx";
import { ApplianceSection } from "./appliance.tsx";
import { Cards, type Section } from "./cards.ts";
import { Arrowheads } from "./degree-key.tsx";
import { Glossary } from "./glossary.tsx";
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
