/** A lesson: its story and tasks beside the editor, then the quiz and the verdict. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { CheckBar } from "../check-bar.tsx";
import { Editor } from "../editor/editor.tsx";
import type { Mark } from "../editor/marks.ts";
import { labClient } from "../lab-client.ts";
import { t } from "../language.ts";
import { LESSONS, type Lesson, nextLesson, wordsOf } from "../lessons.ts";
import { Live } from "../live/live.tsx";
import { changeProgress, generation, progressOf } from "../progress.ts";
import { Prose } from "../prose.tsx";
import { lessonLink } from "../route.ts";
import { marksOf } from "../verdict/marks-of.ts";
import { Workshop } from "../workshop.ts";
import { Hints } from "./hints.tsx";
import { Outcome } from "./outcome.tsx";

const workshops = new Map<string, Workshop>();
/** Generation of the progress that they were made from. */
let madeIn = 0;
const NO_MARKS: readonly Mark[] = [];

export function LessonPage({ lesson }: { readonly lesson: Lesson }) {
  const { id } = lesson;
  const words = wordsOf(lesson);
  const workshop = workshopOf(lesson);
  const { quiz, solved } = progressOf(id);
  const state = workshop.state.value;
  // Marks at lines would answer the quiz.
  const isToShow = state.kind === "done" && (quiz !== null || state.answer.report.kind === "unbuilt");
  const marks = isToShow ? marksShown(state.answer) : NO_MARKS;
  useEffect(() => workshop.onChange((files) => keep(lesson, files[lesson.main])), [workshop]);
  return (
    <article class="lesson">
      <header class="lesson-head">
        <p class="quiet">
          {t("lesson.of", { number: Number(id), all: LESSONS.length })}
          {words !== null && ` · ${words.appliance}`}
          {solved && <span class="badge good">{t("lessons.isSolved")}</span>}
        </p>
        <h1>{words?.title ?? t("lesson.number", { number: Number(id) })}</h1>
        {words !== null && <p class="lead">{words.question}</p>}
      </header>
      <div class="bench">
        <div class="told-side">
          {words === null ? (
            <p class="note">{t("lesson.noWords")}</p>
          ) : (
            <>
              <section aria-labelledby="story">
                <h2 id="story">{t("lesson.story")}</h2>
                {words.story.map((paragraph) => (
                  <p key={paragraph}>
                    <Prose text={paragraph} />
                  </p>
                ))}
              </section>
              <section aria-labelledby="tasks">
                <h2 id="tasks">{t("lesson.tasks")}</h2>
                <ol>
                  {words.tasks.map((task) => (
                    <li key={task}>
                      <Prose text={task} />
                    </li>
                  ))}
                </ol>
              </section>
              <Hints lesson={lesson} hints={words.hints} />
            </>
          )}
        </div>
        <div class="work-side">
          <h2 class="unseen">{t("lesson.firmware")}</h2>
          <Editor workshop={workshop} marks={marks} />
          <CheckBar
            workshop={workshop}
            isRevealed={isToShow}
            onReset={() => {
              if (confirm(t("lesson.reallyReset"))) workshop.write(lesson.main, lesson.leaky);
            }}
          />
        </div>
      </div>
      <Outcome lesson={lesson} words={words} workshop={workshop} />
      {isToShow && <Live workshop={workshop} />}
      <Ways lesson={lesson} />
    </article>
  );
}

function Ways({ lesson }: { readonly lesson: Lesson }) {
  const next = nextLesson(lesson);
  const before = LESSONS[LESSONS.indexOf(lesson) - 1];
  return (
    <nav class="ways" aria-label={t("lesson.ways")}>
      {before !== undefined && (
        <a href={lessonLink(before.id)}>← {wordsOf(before)?.title ?? Number(before.id)}</a>
      )}
      {next !== null && (
        <a class="onward" href={lessonLink(next.id)}>
          {wordsOf(next)?.title ?? Number(next.id)} →
        </a>
      )}
    </nav>
  );
}

/** One for each lesson, as long as the page lives. */
function workshopOf(lesson: Lesson): Workshop {
  if (generation.value !== madeIn) workshops.clear();
  madeIn = generation.value;
  const { id, main, policy, goal, leaky } = lesson;
  const there = workshops.get(id);
  if (there !== undefined) return there;
  const files = { [main]: progressOf(id).code ?? leaky };
  const made = new Workshop(labClient, {
    files,
    main,
    name: nameOf(lesson),
    isOwn: false,
    beside: () => ({}),
    policy,
    goal,
  });
  workshops.set(id, made);
  return made;
}

/** As the command names it, such as `01-cloud-relay/leaky`. */
function nameOf({ main }: Lesson): string {
  return main.replace(/^.*\/([^/]+\/[^/]+)\.ts$/, "$1");
}

function keep({ id, leaky }: Lesson, text: string): void {
  const code = text === leaky ? null : text;
  if (progressOf(id).code !== code) changeProgress(id, { code });
}

/** The same marks as long as the answer is the same. */
function marksShown(answer: Parameters<typeof marksOf>[0]): readonly Mark[] {
  if (shown.value.answer !== answer) shown.value = { answer, marks: marksOf(answer) };
  return shown.value.marks;
}

const shown = signal<{ answer: unknown; marks: readonly Mark[] }>({ answer: null, marks: [] });
