/** All rounds of the interception game, with the points of each. */
import { t } from "../language.ts";
import { pointsOf } from "../progress.ts";
import { OWN_RECORDING, roundLink } from "../route.ts";
import { MOST_POINTS } from "./outcome.ts";
import { ROUNDS, type Round } from "./rounds.ts";

export function RoundsPage() {
  const points = ROUNDS.reduce((sum, { id }) => sum + (pointsOf(id) ?? 0), 0);
  const most = ROUNDS.length * MOST_POINTS;
  return (
    <>
      <section class="intro">
        <h1>{t("game.title")}</h1>
        <p class="lead">{t("game.lead")}</p>
      </section>
      <p class="progress">
        <progress value={points} max={most} aria-label={t("game.progress")} />
        <span>{t("game.points", { points, most })}</span>
      </p>
      <ol class="lessons">
        {ROUNDS.map((round, index) => (
          <Entry key={round.id} round={round} number={index + 1} />
        ))}
        <li>
          <a class="entry" href={roundLink(OWN_RECORDING)}>
            <span class="entry-number" aria-hidden="true">
              +
            </span>
            <span class="entry-words">
              <strong>{t("game.own.title")}</strong>
              <span>{t("game.own.short")}</span>
            </span>
          </a>
        </li>
      </ol>
      <p class="quiet game-note">{t("game.rule", { most: MOST_POINTS })}</p>
    </>
  );
}

function Entry({ round: { id, recording }, number }: { readonly round: Round; readonly number: number }) {
  const points = pointsOf(id);
  return (
    <li>
      <a class={`entry${(points ?? 0) > 0 ? " solved" : ""}`} href={roundLink(id)}>
        <span class="entry-number" aria-hidden="true">
          {(points ?? 0) > 0 ? "✓" : number}
        </span>
        <span class="entry-words">
          <strong>{t(`game.rounds.${id}.title`)}</strong>
          <span>{t(`game.recording.${recording}`)}</span>
          {points !== null && <span class="quiet">{t("game.points", { points, most: MOST_POINTS })}</span>}
        </span>
      </a>
    </li>
  );
}
