/** One leak: who learns what, how that was seen, which line sends it, and how to see it again. */

import { eventsOf } from "../../judge/explore/shorten.ts";
import { story } from "../../judge/explore/story.ts";
import { type Finding, stepsOf } from "../../judge/verdict/finding.ts";
import type { Evidence } from "../evidence.ts";
import type { Reported } from "../report.ts";
import { findRule } from "../rules.ts";
import { circumstances, frameText } from "../words.ts";
import { Redacted } from "./parts.tsx";

/** Lines of the source around the one that leaks. */
const AROUND = 3;
const MAX_LINE_CHARACTERS = 400;

interface Props {
  readonly anchor: string;
  /** Among the firmware's leaks, from 1. */
  readonly number: number;
  readonly leak: Finding;
  readonly result: Reported;
  readonly evidence: Evidence | null;
}

export function Leak({ anchor, number, leak, result, evidence }: Props) {
  const rule = findRule(leak.rule)!;
  return (
    <article class="card leak" id={anchor} aria-labelledby={`${anchor}-title`}>
      <div class="heading">
        <h4 id={`${anchor}-title`}>
          <span class="number">{number}</span> {leak.secret} → {leak.observer}
          {leak.to !== null && <span class="peer"> {leak.to}</span>}
        </h4>
        <span class={`badge ${leak.degree}`}>{leak.degree}</span>
      </div>
      <Known leak={leak} result={result} />
      <p>{capitalised(circumstances(leak, result.since))}.</p>
      {eventsOf(stepsOf(leak)) > 0 && <p>When: {story(stepsOf(leak))}.</p>}
      <Excerpt leak={leak} result={result} />
      <Seen evidence={evidence} observer={leak.observer} />
      <h5>See it again</h5>
      <pre class="replay">{result.replay(leak)}</pre>
      <details>
        <summary>
          What <code>{leak.rule}</code> means, and what to do
        </summary>
        <p>{rule.meaning}</p>
        <p>{rule.remedy}</p>
      </details>
    </article>
  );
}

function Known({ leak, result }: Pick<Props, "leak" | "result">) {
  const known = result.known.get(leak);
  if (known === undefined) return null;
  const { reason, expires } = known.suppression;
  const until = expires === null ? "" : ` until ${expires}`;
  return (
    <p class="known">
      {known.expired ? `Was accepted${until}` : `Known, accepted${until}`}: {reason}
    </p>
  );
}

function Excerpt({ leak, result }: Pick<Props, "leak" | "result">) {
  const place = leak.source;
  if (place === null) return <p class="quiet">{capitalised(result.where(leak))}</p>;
  const lines = result.source?.lines(place.file) ?? [];
  const first = Math.max(1, place.line - AROUND);
  const shown = lines.slice(first - 1, place.line + AROUND);
  return (
    <>
      <h5>
        {place.file}:{place.line}
      </h5>
      {shown.length > 0 && (
        <ol class="source" start={first} style={`counter-reset: line ${first - 1}`}>
          {shown.map((text, index) => (
            <li key={first + index} class={first + index === place.line ? "here" : undefined}>
              <code>
                <Redacted text={text.slice(0, MAX_LINE_CHARACTERS)} />
              </code>
            </li>
          ))}
        </ol>
      )}
      {place.stack.length > 1 && (
        <details>
          <summary>Calls that lead there</summary>
          <ol class="stack">
            {place.stack.map((frame, index) => (
              <li key={index}>
                <code>{frameText(frame)}</code>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Seen({ evidence, observer }: Pick<Props, "evidence"> & { readonly observer: string }) {
  if (evidence === null) return null;
  const { summary, sizeBytes, content } = evidence;
  return (
    <>
      <h5>What {observer} sees</h5>
      {content === null ? (
        <p>
          {summary} {sizeBytes > 0 && <span class="quiet">({sizeBytes} bytes in all)</span>}
        </p>
      ) : (
        <pre class="seen">
          <Redacted text={content} />
        </pre>
      )}
    </>
  );
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
