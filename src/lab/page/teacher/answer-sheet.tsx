/** Answer sheet: what learners should have found, wrong fixes, and a fix that is right. */
import { t } from "../language.ts";
import { type Lesson, wordsOf } from "../lessons.ts";
import { Listing } from "./listing.tsx";
import { Points } from "./points.tsx";

export function AnswerSheet({ lesson }: { readonly lesson: Lesson }) {
  const words = wordsOf(lesson);
  return (
    <>
      <h1>
        {t("teacher.sheet")}: {Number(lesson.id)}. {words?.title}
      </h1>
      {words !== null && (
        <>
          <p class="lead">{t("teacher.time", { count: words.teacher.minutes })}</p>
          <Points title={t("teacher.answers")} points={words.teacher.answers} />
          <Points title={t("teacher.wrongFixes")} points={words.teacher.wrongFixes} />
          <Points title={t("teacher.discuss")} points={words.teacher.discuss} />
          <Points title={t("teacher.right")} points={words.solved} />
        </>
      )}
      <h2>{t("teacher.fixed")}</h2>
      <Listing text={lesson.fixed} />
    </>
  );
}
