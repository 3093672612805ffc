/** A section on one firmware: the verdict, the home, who learns what, what was looked at, when, each leak, and what is allowed. */

import type { Note } from "../../judge/verdict/notes.ts";
import { plural } from "../../plural.ts";
import { captureScope } from "../capture-text.ts";
import type { CaptureReport, FirmwareReport, ReportedFinding } from "../document.ts";
import { noteTexts } from "../note.ts";
import { findingsOf, imageOf, problemsOf, reasonOf, safetyOf } from "../reported.ts";
import { scopeLines } from "../scope.ts";
import { secretWords } from "../secret-words.ts";
import { SIZES } from "../size-words.ts";
import { findTopic } from "../topics.ts";
import { verdictSentence } from "../verdict-sentence.ts";
import { formatSeconds, placeOf, problemText } from "../words.ts";
import type { Section } from "./cards.ts";
import { DegreeKey } from "./degree-key.tsx";
import { HomePicture } from "./home.tsx";
import { isAbout, Leak } from "./leak.tsx";
import { Matrix } from "./matrix.tsx";
import { allowedAnchor, MatrixHint } from "./matrix-hint.tsx";
import { Observers } from "./observers.tsx";
import { shortHash, VerdictBadge } from "./parts.tsx";
import { Safety } from "./safety.tsx";
import { Timeline } from "./timeline.tsx";

export function ApplianceSection({ result, anchor, cards }: Section) {
  const { name, main } = result;
  const image = imageOf(result);
  const problems = (problemsOf(result) ?? []).map(problemText);
  return (
    <section class="appliance" id={anchor} aria-labelledby={`${anchor}-name`}>
      <div class="heading">
        <h2 id={`${anchor}-name`}>{name}</h2>
        <VerdictBadge result={result} />
      </div>
      <p class="reason">{result.kind === "unbuilt" ? reasonOf(result) : verdictSentence(result)}</p>
      <p class="quiet">
        {main}
        {image !== null && ` · image ${shortHash(image)}`}
      </p>
      {problems.map((problem) => (
        <p class="problem" key={problem}>
          Not as expected: {problem}
        </p>
      ))}
      <Safety rules={safetyOf(result)} />
      {result.kind !== "unbuilt" && <Judged result={result} anchor={anchor} cards={cards} />}
    </section>
  );
}

interface JudgedProps extends Section {
  readonly result: FirmwareReport | CaptureReport;
}

function Judged({ result, anchor, cards }: JudgedProps) {
  const timeline = result.kind === "firmware" ? result.timeline : null;
  const findings = findingsOf(result);
  const isOnCard = (note: Note) => cards.shown.some(({ leaks }) => isAbout(note, leaks));
  const notes =
    result.kind === "firmware" ? noteTexts(result.verdict.notes.filter((note) => !isOnCard(note))) : [];
  const left = cards.all.length - cards.shown.length;
  return (
    <>
      <Scope result={result} />
      {notes.map((note) => (
        <p class="note" key={note}>
          Note: {note}.
        </p>
      ))}
      <HomePicture result={result} />
      <DegreeKey findings={findings} />
      <Matrix result={result} cards={cards} wordsOf={secretWords} />
      <MatrixHint result={result} anchor={anchor} />
      <Observers result={result} cards={cards} allowed={allowedAnchor(anchor)} />
      {cards.all.length > 0 && <h3>Leaks</h3>}
      {cards.shown.some((card) => card.leaks.some(({ bits }) => bits !== null)) && (
        <p class="quiet sizes">{SIZES}</p>
      )}
      {cards.shown.map((card) => (
        <Leak key={card.anchor} card={card} result={result} />
      ))}
      {left > 0 && <p>…and {left} more.</p>}
      {timeline !== null && (
        <>
          <h3>The first run</h3>
          <Timeline
            timeline={timeline}
            cards={cards}
            findings={findings}
            anchor={anchor}
            name={result.name}
          />
        </>
      )}
      <Allowed findings={findings} anchor={anchor} />
    </>
  );
}

/** The first line is what ran; the rest is folded. */
function Scope({ result }: { readonly result: FirmwareReport | CaptureReport }) {
  const [first, ...rest] = result.kind === "firmware" ? scopeLines(result) : captureScope(result);
  return (
    <details class="printed">
      <summary>{first} In detail, and what was not looked for</summary>
      <ul class="scope">
        {rest.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

/** Flows that are allowed, by what allows them. */
function Allowed({ findings, anchor }: { readonly findings: readonly ReportedFinding[]; anchor: string }) {
  const allowed = findings.filter(({ allowed }) => allowed !== null);
  if (allowed.length === 0) return null;
  const names = [...new Set(allowed.map(({ allowed }) => allowed!.name))].sort();
  return (
    <details class="printed">
      <summary>Allowed: {plural(allowed.length, "flow")}</summary>
      {names.map((name) => {
        const flows = allowed.filter((flow) => flow.allowed!.name === name);
        return (
          <section key={name} id={name === names[0] ? allowedAnchor(anchor) : undefined}>
            <h4>{name}</h4>
            <p>{findTopic(name)?.paragraphs[0] ?? flows[0].why ?? "The platform needs it."}</p>
            <ul class="allowed">
              {flows.map((flow, index) => (
                <li key={index}>{flowText(flow)}</li>
              ))}
            </ul>
          </section>
        );
      })}
    </details>
  );
}

function flowText(flow: ReportedFinding): string {
  const to = flow.to === null ? "" : ` (${flow.to})`;
  return `${flow.secret} reaches ${flow.observer}${to} by ${flow.channel} at ${formatSeconds(flow.atMicros)}, from ${placeOf(flow)}.`;
}
