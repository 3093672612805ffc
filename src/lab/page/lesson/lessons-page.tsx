/** All lessons, with the learner's progress and what can be done with it. */
import { signal } from "@preact/signals";
import { saveFile, textOfFile } from "../file.ts";
import { FileButton } from "../file-button.tsx";
import { t } from "../language.ts";
import { LESSONS, type Lesson, wordsOf } from "../lessons.ts";
import {
  exportedProgress,
  forgetProgress,
  importProgress,
  MAX_PROGRESS_BYTES,
  progressOf,
} from "../progress.ts";
import { lessonLink } from "../route.ts";

/** Outcome of the last import. */
const told = signal<string | null>(null);

export function LessonsPage() {
  const solved = LESSONS.filter(({ id }) => progressOf(id).solved).length;
  return (
    <>
      <section class="intro">
        <h1>{t("lessons.title")}</h1>
        <p class="lead">{t("lessons.lead")}</p>
      </section>
      <p class="progress">
        <progress value={solved} max={LESSONS.length} aria-label={t("lessons.progress")} />
        <span>{t("lessons.solved", { solved, all: LESSONS.length })}</span>
      </p>
      <ol class="lessons">
        {LESSONS.map((lesson) => (
          <Entry key={lesson.id} lesson={lesson} />
        ))}
      </ol>
      <Keeping />
    </>
  );
}

function Entry({ lesson }: { readonly lesson: Lesson }) {
  const words = wordsOf(lesson);
  const { solved, code, quiz } = progressOf(lesson.id);
  const isBegun = code !== null || quiz !== null;
  return (
    <li>
      <a class={`entry${solved ? " solved" : ""}`} href={lessonLink(lesson.id)}>
        <span class="entry-number" aria-hidden="true">
          {solved ? "✓" : Number(lesson.id)}
        </span>
        <span class="entry-words">
          <strong>{words?.title ?? t("lesson.number", { number: Number(lesson.id) })}</strong>
          <span>{words?.question}</span>
          <span class="quiet">
            {words?.appliance}
            {(solved || isBegun) && ` · ${t(solved ? "lessons.isSolved" : "lessons.isBegun")}`}
          </span>
        </span>
      </a>
    </li>
  );
}

function Keeping() {
  const bring = async (file: File | undefined) => {
    if (file === undefined) return;
    const text = await textOfFile(file, MAX_PROGRESS_BYTES);
    told.value = t(text !== null && importProgress(text) ? "lessons.imported" : "lessons.notImported");
  };
  return (
    <section class="keeping" aria-labelledby="keeping-title">
      <h2 id="keeping-title">{t("lessons.keeping")}</h2>
      <p class="quiet">{t("lessons.keptHere")}</p>
      <p class="actions">
        <button type="button" onClick={() => saveFile("tightlip-lab.json", exportedProgress())}>
          {t("lessons.export")}
        </button>
        <FileButton
          text={t("lessons.import")}
          accept="application/json,.json"
          onPick={([file]) => void bring(file)}
        />
        <button
          type="button"
          onClick={() => {
            if (!confirm(t("lessons.reallyForget"))) return;
            forgetProgress();
            told.value = t("lessons.forgotten");
          }}
        >
          {t("lessons.forget")}
        </button>
      </p>
      <p role="status">{told}</p>
    </section>
  );
}
