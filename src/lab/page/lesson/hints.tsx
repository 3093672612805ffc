/** Hints, one at a time: each is opened by the learner. */
import { t } from "../language.ts";
import type { Lesson } from "../lessons.ts";
import { changeProgress, progressOf } from "../progress.ts";
import { Prose } from "../prose.tsx";

interface Props {
  readonly lesson: Lesson;
  readonly hints: readonly string[];
}

export function Hints({ lesson: { id }, hints }: Props) {
  const opened = Math.min(progressOf(id).hints, hints.length);
  const left = hints.length - opened;
  return (
    <section class="hints" aria-labelledby="hints">
      <h2 id="hints">{t("lesson.hints")}</h2>
      <ol aria-live="polite">
        {hints.slice(0, opened).map((hint) => (
          <li key={hint}>
            <Prose text={hint} />
          </li>
        ))}
      </ol>
      {left > 0 ? (
        <button type="button" onClick={() => changeProgress(id, { hints: opened + 1 })}>
          {t(opened === 0 ? "lesson.firstHint" : "lesson.nextHint", { left })}
        </button>
      ) : (
        <p class="quiet">{t("lesson.noHint")}</p>
      )}
    </section>
  );
}
