/** A round: its story, the recording of its appliance, and the answer. */
import { useEffect } from "preact/hooks";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { generation, pointsOf } from "../progress.ts";
import { Prose } from "../prose.tsx";
import { OWN_RECORDING, roundLink } from "../route.ts";
import { Board } from "./board.tsx";
import { Game } from "./game.ts";
import { MOST_POINTS } from "./outcome.ts";
import { nextRound, ROUNDS, type Round } from "./rounds.ts";

const games = new Map<string, Game>();
/** Generation of the progress that they belong to. */
let madeIn = 0;
/** Each round has so many. */
const HINTS = 2;

export function RoundPage({ round }: { readonly round: Round }) {
  const { id } = round;
  const game = gameOf(round);
  const state = game.state.value;
  const points = pointsOf(id);
  useEffect(() => {
    if (game.state.peek().kind === "none") void game.record();
  }, [game]);
  return (
    <article class="game">
      <header class="lesson-head">
        <p class="quiet">
          <a href="#/game">{t("game.title")}</a> ·{" "}
          {t("game.of", { number: ROUNDS.indexOf(round) + 1, all: ROUNDS.length })}
          {points !== null && (
            <span class={`badge ${points > 0 ? "good" : "calm"}`}>
              {t("game.points", { points, most: MOST_POINTS })}
            </span>
          )}
        </p>
        <h1>{t(`game.rounds.${id}.title`)}</h1>
        <p class="lead">
          <Prose text={t(`game.rounds.${id}.story`)} />
        </p>
      </header>
      <Sought game={game} />
      <Board game={game} />
      {state.kind === "ready" && <Hints game={game} round={round} />}
      {state.kind === "answered" && <Afterwards game={game} round={round} />}
    </article>
  );
}

function Sought({ game }: { readonly game: Game }) {
  const sought = game.sought.value;
  if (sought === null) return null;
  return (
    <div class="sought">
      <p>
        {t("game.sought")} <strong>{sought.name}</strong> = <code>{sought.value}</code>
      </p>
      <p class="quiet">{t("game.madeUp")}</p>
    </div>
  );
}

function Hints({ game, round: { id } }: { readonly game: Game; readonly round: Round }) {
  const opened = game.hints.value;
  const left = HINTS - opened;
  return (
    <section class="hints" aria-labelledby="hints">
      <h2 id="hints">{t("lesson.hints")}</h2>
      <ol aria-live="polite">
        {Array.from({ length: opened }, (_, index) => (
          <li key={index}>
            <Prose text={t(`game.rounds.${id}.hint${index + 1}`)} />
          </li>
        ))}
      </ol>
      {left > 0 && (
        <button
          type="button"
          onClick={() => {
            game.hints.value = opened + 1;
          }}
        >
          {t("game.hint", { left })}
        </button>
      )}
    </section>
  );
}

function Afterwards({ game, round }: { readonly game: Game; readonly round: Round }) {
  const next = nextRound(round);
  return (
    <section class="afterwards" aria-labelledby="afterwards">
      <h2 id="afterwards">{t("game.afterwards")}</h2>
      <p>
        <Prose text={t(`game.rounds.${round.id}.after`)} />
      </p>
      <p class="actions">
        <button type="button" onClick={() => void game.record(true)}>
          {t("game.again")}
        </button>
        <a class="button main" href={next === null ? roundLink(OWN_RECORDING) : roundLink(next.id)}>
          {next === null ? t("game.own.title") : t("game.next", { title: t(`game.rounds.${next.id}.title`) })}
        </a>
      </p>
    </section>
  );
}

/** One for each round, as long as the page lives. */
function gameOf(round: Round): Game {
  if (generation.value !== madeIn) games.clear();
  madeIn = generation.value;
  const there = games.get(round.id);
  if (there !== undefined) return there;
  const made = new Game(labClient, round);
  games.set(round.id, made);
  return made;
}
