/** One leak: who learns what, how that was seen, which line sends it, and how to see it again. */

import { describeSteps } from "../../judge/explore/describe-steps.ts";
import { eventsOf } from "../../judge/explore/shorten.ts";
import { stepsOf } from "../../judge/verdict/finding.ts";
import type { Reported, ReportedFinding } from "../document.ts";
import { findRule } from "../rules.ts";
import { frameText, placeOf, showing, sinceOf } from "../words.ts";
import { Redacted } from "./parts.tsx";

const MAX_LINE_CHARACTERS = 400;

interface Props {
  readonly anchor: string;
  /** Among the firmware's leaks, from 1. */
  readonly number: number;
  readonly leak: ReportedFinding;
  readonly result: Reported;
}

export function Leak({ anchor, number, leak, result }: Props) {
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
      <Known leak={leak} />
      <p>{capitalised(showing(leak, sinceOf(result)))}.</p>
      {eventsOf(stepsOf(leak)) > 0 && <p>When: {describeSteps(stepsOf(leak))}.</p>}
      <SourceLines leak={leak} />
      <Seen leak={leak} />
      <h5>See it again</h5>
      <pre class="replay">{leak.replay}</pre>
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

function Known({ leak: { known } }: Pick<Props, "leak">) {
  if (known === null) return null;
  const { reason, expires } = known.suppression;
  const until = expires === null ? "" : ` until ${expires}`;
  return (
    <p class="known">
      {known.expired ? `Was accepted${until}` : `Known, accepted${until}`}: {reason}
    </p>
  );
}

function SourceLines({ leak }: Pick<Props, "leak">) {
  const { source: place, excerpt } = leak;
  if (place === null) return <p class="quiet">{capitalised(placeOf(leak))}</p>;
  return (
    <>
      <h5>
        {place.file}:{place.line}
      </h5>
      {excerpt !== null && (
        <ol class="source" start={excerpt.firstLine} style={`counter-reset: line ${excerpt.firstLine - 1}`}>
          {excerpt.lines.map((text, index) => (
            <li key={index} class={excerpt.firstLine + index === place.line ? "here" : undefined}>
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

function Seen({ leak: { evidence, observer } }: Pick<Props, "leak">) {
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
