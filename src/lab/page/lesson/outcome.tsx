/** Outcome of a lesson's check: the quiz first, then whether it is solved, what is missing, and what was found. */
import { useEffect, useState } from "preact/hooks";
import { isSolved } from "../../../lesson/goal.ts";
import type { LessonWords } from "../../../lesson/words.ts";
import { wordOf } from "../../../report/reported.ts";
import { t } from "../language.ts";
import type { Lesson } from "../lessons.ts";
import { changeProgress, progressOf } from "../progress.ts";
import { Findings } from "../verdict/findings.tsx";
import { Objections } from "../verdict/objections.tsx";
import { VerdictHead } from "../verdict/verdict-head.tsx";
import type { Checked, Workshop } from "../workshop.ts";
import { Deeds } from "./deeds.tsx";
import { type Guesses, Quiz, QuizResult, scoreOf } from "./quiz.tsx";
import { Solved } from "./solved.tsx";

interface Props {
  readonly lesson: Lesson;
  readonly words: LessonWords | null;
  readonly workshop: Workshop;
}

export function Outcome({ lesson, words, workshop }: Props) {
  const { id } = lesson;
  const state = workshop.state.value;
  const [guesses, setGuesses] = useState<Guesses | null>(null);
  const [guessed, setGuessed] = useState<Checked | null>(null);
  const isAnswered = progressOf(id).quiz !== null;
  const answer = state.kind === "done" ? state.answer : null;

  useEffect(() => {
    if (answer !== null && isDone(answer)) changeProgress(id, { solved: true });
    if (answer === null || answer.report.kind !== "firmware" || guesses === null || isAnswered) return;
    setGuessed(answer);
    changeProgress(id, { quiz: scoreOf(guesses, answer.report, lesson.secrets) });
  }, [answer, guesses]);

  if (answer?.report.kind === "unbuilt") return <Objections report={answer.report} workshop={workshop} />;
  if (!isAnswered)
    return (
      <Quiz
        question={words?.quiz ?? t("quiz.question")}
        secrets={lesson.secrets}
        isWaiting={guesses !== null && state.kind === "running"}
        onAnswer={(given) => {
          setGuesses(given);
          if (state.kind === "none" || state.kind === "failed") void workshop.check();
        }}
      />
    );
  if (answer === null || answer.report.kind !== "firmware") return null;
  return (
    <section class="outcome" aria-labelledby="outcome">
      <h2 id="outcome">{t("verdict.title")}</h2>
      {workshop.isStale.value && <p class="note">{t("check.stale")}</p>}
      {guesses !== null && guessed?.id === answer.id && (
        <QuizResult guesses={guesses} report={answer.report} secrets={lesson.secrets} />
      )}
      {isDone(answer) && <Solved lesson={lesson} words={words} />}
      <VerdictHead report={answer.report} />
      {answer.goal === "pending" && <p class="note">{t("deeds.pending")}</p>}
      {answer.goal !== null && answer.goal !== "pending" && <Deeds result={answer.goal} words={words} />}
      <Findings report={answer.report} workshop={workshop} />
    </section>
  );
}

/** It is all known, and solves the lesson. */
function isDone({ report, goal }: Checked): boolean {
  return goal !== "pending" && isSolved(wordOf(report), goal);
}
