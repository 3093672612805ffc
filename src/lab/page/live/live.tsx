/** The home live: bytes travel, and the eye of whoever learns something opens. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { FirmwareReport } from "../../../report/document.ts";
import { Cards } from "../../../report/html/cards.ts";
import { plainText } from "../../../report/printable.ts";
import { t } from "../language.ts";
import { FOUND } from "../verdict/findings.tsx";
import type { Workshop } from "../workshop.ts";
import { Controls } from "./controls.tsx";
import { Doings } from "./doings.tsx";
import { EventList } from "./event-list.tsx";
import { Life } from "./life.ts";
import { LivePicture } from "./live-picture.tsx";

export function Live({ workshop }: { readonly workshop: Workshop }) {
  const state = workshop.state.value;
  const report = state.kind === "done" ? state.answer.report : null;
  if (report === null || report.kind !== "firmware") return null;
  // A firmware that is built anew begins a life of its own.
  return <Home key={report.image} workshop={workshop} report={report} />;
}

interface Props {
  readonly workshop: Workshop;
  readonly report: FirmwareReport;
}

function Home({ workshop, report }: Props) {
  const cards = useMemo(() => new Cards(report, FOUND), [report]);
  const life = useMemo(() => new Life(workshop.client), [workshop]);
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
            <p class="note">{t("live.ended", { why: plainText(life.ended.value) })}</p>
          )}
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
