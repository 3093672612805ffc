/** For teachers: the course with its times, and for each lesson its answers and what to print. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../language.ts";
import { LESSONS, type Lesson, lessonOf, wordsOf } from "../lessons.ts";
import { lessonLink, teacherLink } from "../route.ts";
import { AnswerSheet } from "./answer-sheet.tsx";
import { Handout } from "./handout.tsx";
import { Points } from "./points.tsx";

/** Parts that are printed. */
const printed = signal<"handout" | "answers">("handout");

export function TeacherPage({ id }: { readonly id: string | null }) {
  const lesson = id === null ? null : lessonOf(id);
  return lesson === null ? <Course /> : <LessonForTeachers lesson={lesson} />;
}

function Course() {
  const minutes = LESSONS.reduce((sum, lesson) => sum + (wordsOf(lesson)?.teacher.minutes ?? 0), 0);
  return (
    <article>
      <h1>{t("teacher.title")}</h1>
      <p class="lead">{t("teacher.lead")}</p>
      <ul class="advice">
        {["read", "quiz", "verdict", "fix", "offline"].map((advice) => (
          <li key={advice}>{t(`teacher.advice.${advice}`)}</li>
        ))}
      </ul>
      <table class="course">
        <thead>
          <tr>
            <th scope="col">{t("teacher.lesson")}</th>
            <th scope="col">{t("teacher.question")}</th>
            <th scope="col" class="minutes">
              {t("teacher.minutes")}
            </th>
          </tr>
        </thead>
        <tbody>
          {LESSONS.map((lesson) => (
            <tr key={lesson.id}>
              <th scope="row">
                <a href={teacherLink(lesson.id)}>
                  {Number(lesson.id)}. {wordsOf(lesson)?.title ?? ""}
                </a>
              </th>
              <td>{wordsOf(lesson)?.question}</td>
              <td class="minutes">{wordsOf(lesson)?.teacher.minutes}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {t("teacher.all")}
            </th>
            <td class="minutes">{minutes}</td>
          </tr>
        </tfoot>
      </table>
    </article>
  );
}

function LessonForTeachers({ lesson }: { readonly lesson: Lesson }) {
  const words = wordsOf(lesson);
  const title = words?.title ?? t("lesson.number", { number: Number(lesson.id) });
  return (
    <article class="teacher">
      <div class="screen-only">
        <p>
          <a href="#/teacher">← {t("app.teacher")}</a>
        </p>
        <h1>
          {Number(lesson.id)}. {title}
        </h1>
        {words !== null && (
          <p class="lead">
            {words.question} · {t("teacher.time", { count: words.teacher.minutes })}
          </p>
        )}
        <p class="actions">
          <PrintButton what="handout" />
          <PrintButton what="answers" />
          <a class="button" href={lessonLink(lesson.id)}>
            {t("teacher.toLesson")}
          </a>
        </p>
        {words === null ? (
          <p class="note">{t("lesson.noWords")}</p>
        ) : (
          <>
            <Points title={t("teacher.answers")} points={words.teacher.answers} />
            <Points title={t("teacher.discuss")} points={words.teacher.discuss} />
            <Points title={t("teacher.wrongFixes")} points={words.teacher.wrongFixes} />
          </>
        )}
        <h2>{t("teacher.fixed")}</h2>
        <pre class="listing">{lesson.fixed}</pre>
      </div>
      <Printed lesson={lesson} />
    </article>
  );
}

function PrintButton({ what }: { readonly what: "handout" | "answers" }) {
  return (
    <button
      type="button"
      onClick={() => {
        printed.value = what;
        // Printing blocks the page: what is to be printed has to be there before.
        requestAnimationFrame(() => setTimeout(() => print()));
      }}
    >
      {t(`teacher.print.${what}`)}
    </button>
  );
}

/** Seen on paper only. */
function Printed({ lesson }: { readonly lesson: Lesson }) {
  useEffect(() => {
    printed.value = "handout";
  }, [lesson]);
  return (
    <div class="paper">
      {printed.value === "handout" ? <Handout lesson={lesson} /> : <AnswerSheet lesson={lesson} />}
    </div>
  );
}
