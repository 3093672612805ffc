/** The home live: bytes travel, and the eye of whoever learns something opens. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { FirmwareReport } from "../../../report/document.ts";
import { Cards } from "../../../report/html/cards.ts";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { spentWords } from "../spent-words.ts";
import { FOUND } from "../verdict/findings.tsx";
import { ShowMeLive } from "../verdict/show-me.tsx";
import type { Workshop } from "../workshop.ts";
import { Controls } from "./controls.tsx";
import { Doings } from "./doings.tsx";
import { EventList } from "./event-list.tsx";
import { Life } from "./life.ts";
import { LivePicture } from "./live-picture.tsx";

export function Live({ workshop }: { readonly workshop: Workshop }) {
  const state = workshop.state.value;
  if (state.kind !== "done") return null;
  const { id, report } = state.answer;
  if (report.kind !== "firmware") return null;
  // A firmware that is judged anew begins a life of its own.
  return <Home key={id} check={id} workshop={workshop} report={report} />;
}

interface Props {
  /** The request by which it was judged. */
  readonly check: number;
  readonly workshop: Workshop;
  readonly report: FirmwareReport;
}

function Home({ check, workshop, report }: Props) {
  const cards = useMemo(() => new Cards(report, FOUND), [report]);
  const life = useMemo(() => new Life(workshop.client, check), [workshop, check]);
  const [isStarted, setStarted] = useState(false);
  useEffect(() => () => life.pause(), [life]);
  return (
    <section class="live" aria-labelledby="live">
      <h2 id="live">{t("live.title")}</h2>
      <p class="quiet">{t("live.about")}</p>
      {isStarted ? (
        <>
          <Controls life={life} />
          <Doings life={life} />
          <LivePicture life={life} report={report} cards={cards} />
          {life.ended.value !== null && (
            <p class="note">{t("live.ended", { why: plainText(spentWords(life.ended.value)) })}</p>
          )}
          <ShowMeLive report={report} />
          <EventList life={life} workshop={workshop} />
        </>
      ) : (
        <button
          type="button"
          class="main"
          onClick={() => {
            setStarted(true);
            void life.start();
          }}
        >
          {t("live.start")}
        </button>
      )}
      {life.failure.value !== null && (
        <p class="note">{t("check.failed", { why: plainText(life.failure.value) })}</p>
      )}
    </section>
  );
}
