/** Quiz before the verdict: who learns which credential? Answers are what the judge finds. */
import { useState } from "preact/hooks";
import { OBSERVERS, type Observer } from "../../../../sim/tape/tape.ts";
import type { FirmwareReport } from "../../../report/document.ts";
import { leaksOf } from "../../../report/reported.ts";
import { t } from "../language.ts";
import { observer } from "../term-words.ts";

/** Pairs of secret and observer of which the learner says that the one reaches the other. */
export type Guesses = ReadonlySet<string>;

interface Props {
  readonly question: string;
  readonly secrets: readonly string[];
  /** Answered before the verdict was there. */
  readonly isWaiting: boolean;
  readonly onAnswer: (guesses: Guesses) => void;
}

export function Quiz({ question, secrets, isWaiting, onAnswer }: Props) {
  const [ticked, setTicked] = useState<Guesses>(new Set());
  const toggle = (pair: string) => {
    const next = new Set(ticked);
    if (!next.delete(pair)) next.add(pair);
    setTicked(next);
  };
  return (
    <section class="card quiz" aria-labelledby="quiz">
      <h2 id="quiz">{t("quiz.title")}</h2>
      <p>{question}</p>
      <p class="quiet">{t("quiz.about")}</p>
      {secrets.map((secret) => (
        <fieldset key={secret} disabled={isWaiting}>
          <legend>{t("quiz.who", { secret })}</legend>
          {OBSERVERS.map((one) => (
            <label key={one} title={observer(one).sees}>
              <input
                type="checkbox"
                checked={ticked.has(pairOf(secret, one))}
                onChange={() => toggle(pairOf(secret, one))}
              />
              <span>
                <strong>{observer(one).name}</strong> <span class="quiet">{observer(one).title}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {isWaiting ? (
        <p role="status">{t("quiz.waiting")}</p>
      ) : (
        <button type="button" class="main" onClick={() => onAnswer(ticked)}>
          {ticked.size === 0 ? t("quiz.nobody") : t("quiz.answer")}
        </button>
      )}
    </section>
  );
}

interface ResultProps {
  readonly guesses: Guesses;
  readonly report: FirmwareReport;
  readonly secrets: readonly string[];
}

/** Answers of the learner beside what was found. */
export function QuizResult({ guesses, report, secrets }: ResultProps) {
  const found = foundIn(report);
  const { right, of } = scoreOf(guesses, report, secrets);
  const wrong = pairsOf(secrets).filter(({ pair }) => guesses.has(pair) !== found.has(pair));
  return (
    <section class="card quiz-result" aria-labelledby="quiz-result">
      <h3 id="quiz-result">{t("quiz.score", { right, of })}</h3>
      {wrong.length === 0 ? (
        <p>{t("quiz.allRight")}</p>
      ) : (
        <ul>
          {wrong.map(({ pair, secret, one }) => (
            <li key={pair}>
              {t(found.has(pair) ? "quiz.overlooked" : "quiz.suspected", {
                secret,
                observer: observer(one).name,
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Pairs that the learner judged as the judge did. */
export function scoreOf(guesses: Guesses, report: FirmwareReport, secrets: readonly string[]) {
  const found = foundIn(report);
  const pairs = pairsOf(secrets);
  return {
    right: pairs.filter(({ pair }) => guesses.has(pair) === found.has(pair)).length,
    of: pairs.length,
  };
}

function foundIn(report: FirmwareReport): Guesses {
  return new Set(leaksOf(report).map((leak) => pairOf(leak.secret, leak.observer)));
}

function pairsOf(secrets: readonly string[]) {
  return secrets.flatMap((secret) => OBSERVERS.map((one) => ({ pair: pairOf(secret, one), secret, one })));
}

function pairOf(secret: string, one: Observer): string {
  return `${secret} ${one}`;
}
