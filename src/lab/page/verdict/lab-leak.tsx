/** A leak with the ways from it into the lab: to its line in the editor, and to its moment on the timeline. */
import type { FirmwareReport } from "../../../report/document.ts";
import type { Card } from "../../../report/html/cards.ts";
import { LeakCard } from "../../../report/html/leak.tsx";
import { t } from "../language.ts";
import type { Workshop } from "../workshop.ts";
import { LeakTyped } from "./show-me.tsx";

interface Props {
  readonly card: Card;
  readonly report: FirmwareReport;
  readonly workshop: Workshop;
}

export function LabLeak({ card, report, workshop }: Props) {
  const { source } = card.leaks[0];
  const mark = `a.mark[href="#${card.anchor}"]`;
  return (
    <LeakCard
      card={card}
      result={report}
      before={
        <p class="actions">
          {source !== null && workshop.has(source.file) && (
            <button type="button" onClick={() => workshop.show(source.file, source.line)}>
              {t("leak.toLine", { line: source.line })}
            </button>
          )}
          {report.timeline !== null && (
            <button type="button" onClick={() => focusOn(mark)}>
              {t("leak.toMoment")}
            </button>
          )}
        </p>
      }
    >
      <LeakTyped leaks={card.leaks} />
    </LeakCard>
  );
}

function focusOn(selector: string): void {
  const found = document.querySelector<HTMLElement>(selector);
  found?.scrollIntoView({ block: "center", inline: "center" });
  found?.focus({ preventScroll: true });
}
