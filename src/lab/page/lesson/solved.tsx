/** Congratulation: why the fix is of the right kind, and the way on. */
import type { LessonWords } from "../../../lesson/words.ts";
import { t } from "../language.ts";
import { type Lesson, nextLesson, wordsOf } from "../lessons.ts";
import { Prose } from "../prose.tsx";
import { lessonLink } from "../route.ts";

interface Props {
  readonly lesson: Lesson;
  readonly words: LessonWords | null;
}

export function Solved({ lesson, words }: Props) {
  const next = nextLesson(lesson);
  return (
    <section class="solved-card" role="status">
      <h3>
        <span aria-hidden="true">★</span> {t("solved.title")}
      </h3>
      {(words?.solved ?? [t("solved.plain")]).map((paragraph) => (
        <p key={paragraph}>
          <Prose text={paragraph} />
        </p>
      ))}
      {next === null ? (
        <p>
          {t("solved.last")} <a href="#/own">{t("app.own")}</a>
        </p>
      ) : (
        <p>
          <a class="button main" href={lessonLink(next.id)}>
            {t("solved.next", { title: wordsOf(next)?.title ?? Number(next.id) })}
          </a>
        </p>
      )}
    </section>
  );
}
