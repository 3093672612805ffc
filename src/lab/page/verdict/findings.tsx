/** Findings in full: the home, the matrix, each leak, and when. */
import type { FirmwareReport } from "../../../report/document.ts";
import { Cards } from "../../../report/html/cards.ts";
import { DegreeKey } from "../../../report/html/degree-key.tsx";
import { HomePicture } from "../../../report/html/home.tsx";
import { isAbout } from "../../../report/html/leak.tsx";
import { Matrix } from "../../../report/html/matrix.tsx";
import { Observers } from "../../../report/html/observers.tsx";
import { Timeline } from "../../../report/html/timeline.tsx";
import { findingsOf } from "../../../report/reported.ts";
import { t } from "../language.ts";
import { noteLines } from "../note-words.ts";
import type { Workshop } from "../workshop.ts";
import { LabLeak } from "./lab-leak.tsx";
import { SafetyRules } from "./safety-rules.tsx";
import { ShowMe } from "./show-me.tsx";
import { scopeTexts } from "./verdict-words.ts";

interface Props {
  readonly report: FirmwareReport;
  readonly workshop: Workshop;
}

/** Anchor of the only firmware on the page, from which those of its leaks are made. */
export const FOUND = "found";

export function Findings({ report, workshop }: Props) {
  const cards = new Cards(report, FOUND);
  const findings = findingsOf(report);
  const left = cards.all.length - cards.shown.length;
  const notes = report.verdict.notes.filter((note) => !cards.shown.some(({ leaks }) => isAbout(note, leaks)));
  return (
    <>
      {noteLines(notes).map((note) => (
        <p class="note" key={note}>
          {t("leak.note", { text: note })}
        </p>
      ))}
      <SafetyRules rules={report.verdict.safety} />
      <HomePicture result={report} />
      <DegreeKey findings={findings} />
      <Matrix result={report} cards={cards} />
      <p class="quiet hint">{t("matrix.hint")}</p>
      <Observers result={report} cards={cards} />
      <details>
        <summary>{t("scope.title")}</summary>
        <ul class="scope">
          {scopeTexts(report).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
      {cards.all.length > 0 && (
        <>
          <h3>{t("leak.title")}</h3>
          <ShowMe report={report} />
        </>
      )}
      {cards.shown.map((card) => (
        <LabLeak key={card.anchor} card={card} report={report} workshop={workshop} />
      ))}
      {left > 0 && <p>{t("leak.left", { count: left })}</p>}
      {report.timeline !== null && (
        <>
          <h3>{t("timeline.heading")}</h3>
          <Timeline
            timeline={report.timeline}
            cards={cards}
            findings={findings}
            anchor={FOUND}
            name={report.name}
          />
        </>
      )}
    </>
  );
}
