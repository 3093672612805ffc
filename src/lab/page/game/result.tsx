/** Result of a round: the player beside the scanner, place by place, and what the scanner did not see. */
import { useEffect, useRef } from "preact/hooks";
import { inline } from "../../../report/printable.ts";
import { list, t } from "../language.ts";
import { observer } from "../term-words.ts";
import { chainWords } from "./encoding-words.ts";
import type { Game } from "./game.ts";
import { type FoundPlace, MOST_POINTS, type Outcome } from "./outcome.ts";
import { nameOf } from "./unit-list.tsx";

interface Props {
  readonly game: Game;
  readonly outcome: Outcome;
}

export function Result({ game, outcome }: Props) {
  const { kind, points, places, chain } = outcome;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [outcome]);
  const secret = game.sought.value?.name ?? "";
  const isRight = points > 0;
  return (
    <section class="game-result" aria-labelledby="result">
      <div class={isRight ? "solved-card" : "solved-card missed"}>
        <h2 id="result" tabIndex={-1} ref={heading}>
          {t(`game.outcome.${kind}.title`)}
        </h2>
        <p>{t(`game.outcome.${kind}.text`, { secret, how: chainWords(chain) })}</p>
        {game.round !== null && <p>{t("game.points", { points, most: MOST_POINTS })}</p>}
      </div>
      <h3>{t("game.compared")}</h3>
      {places.length === 0 ? <p>{t("game.neither", { secret })}</p> : <Places game={game} places={places} />}
      <NotSeen outcome={outcome} />
    </section>
  );
}

function Places({ game, places }: { readonly game: Game; readonly places: readonly FoundPlace[] }) {
  const units = game.units.value?.units ?? [];
  return (
    <ul class="found-places">
      {places.map(({ words, unit, byPlayer, byScanner, chain, found }, index) => (
        <li key={index}>
          <strong>
            {unit === null ? (
              inline(words ?? "")
            ) : (
              <button
                type="button"
                class="link"
                onClick={() => {
                  game.look(units.indexOf(unit));
                  document.getElementById("bytes")?.scrollIntoView({ block: "center" });
                }}
              >
                {nameOf(unit)}
              </button>
            )}
          </strong>
          <span>
            {t("game.you")} <Found is={byPlayer} />
          </span>
          <span>
            {t("game.scanner")} <Found is={byScanner} />
          </span>
          <span class="quiet">
            {t("game.form")} {chainWords(chain)}
          </span>
          {found !== null && (
            <span class="quiet">
              {t("game.seenBy")} {list(found.observers.map((one) => observer(one).name))}
              {found.to !== null && ` (${inline(found.to)})`}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Found({ is }: { readonly is: boolean }) {
  return (
    <span class={is ? "found" : "not-found"}>
      <span aria-hidden="true">{is ? "✓" : "–"}</span> {t(is ? "game.found" : "game.notFound")}
    </span>
  );
}

function NotSeen({ outcome: { comparison } }: { readonly outcome: Outcome }) {
  const { notUnderstood, blindSpots } = comparison;
  return (
    <>
      <h3>{t("game.notSeen")}</h3>
      {notUnderstood.length === 0 ? (
        <p>{t("game.allUnderstood")}</p>
      ) : (
        <ul>
          {notUnderstood.map(({ kind, bytes, share }) => (
            <li key={kind}>
              {t("game.blindSpot", {
                what: t(`game.blind.${kind}`),
                bytes: t("count.bytes", { count: bytes }),
                percent: Math.round(1000 * share) / 10,
              })}
            </li>
          ))}
        </ul>
      )}
      {blindSpots.length > 0 && (
        <details>
          <summary>{t("game.ownWords")}</summary>
          <ul lang="en">
            {blindSpots.map((spot) => (
              <li key={spot}>{inline(spot)}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="quiet">{t("game.notLookedFor")}</p>
    </>
  );
}
