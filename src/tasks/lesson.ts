/** Task `lesson`: lists lessons, and says whether a firmware solves one: it keeps, and it still does its job. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { buildImage } from "../compile/build.ts";
import { findProject, projectAbove } from "../compile/project.ts";
import { OWN_PACKAGE } from "../compile/project-files.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_NOT_BUILT, EXIT_UNKNOWN, EXIT_USAGE } from "../exit-codes.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { checkGoal } from "../lesson/check-goal.ts";
import { type Goal, type GoalResult, isSolved } from "../lesson/goal.ts";
import {
  allLessons,
  findLesson,
  goalOf,
  LESSONS,
  type Lesson,
  lessonList,
  policyOf,
  wordsOf,
} from "../lesson/lesson-files.ts";
import type { Language, LessonWords } from "../lesson/words.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import { shellWord } from "../report/replay.ts";
import { wordOf } from "../report/reported.ts";
import { applianceAt } from "../subjects/appliance.ts";
import { UserError } from "../user-error.ts";
import { nodeTools } from "./check-appliance.ts";
import { AS_DECLARED, judge, unbuilt } from "./judge.ts";
import { trustedFirmware } from "./named-firmware.ts";
import { blockingStep, type TaskContext, warningTo } from "./progress.ts";
import { rememberReplays } from "./replay.ts";

/** A lesson and its words. */
export interface ListedLesson extends Lesson {
  readonly words: LessonWords;
}

export interface LessonRequest {
  /** Number, or name of the folder; null where none was named. */
  readonly lesson: string | null;
  /** File, folder or name; null for the lesson's `leaky.ts` in the project around the working folder. */
  readonly firmware: string | null;
  readonly language: Language;
}

export interface LessonResult {
  readonly lesson: ListedLesson;
  readonly report: FirmwareReport | UnbuiltReport;
  /** Null when it did not build. */
  readonly goal: GoalResult | null;
  readonly isSolved: boolean;
  readonly exitCode: number;
}

export interface LessonsResult {
  /** In order. */
  readonly lessons: readonly ListedLesson[];
  readonly exitCode: number;
}

export interface ShownLesson {
  readonly lesson: ListedLesson;
  /** Path of the leaking firmware, in the package that runs. */
  readonly firmware: string;
  readonly exitCode: number;
}

export function listLessons(language: Language): LessonsResult {
  const lessons = allLessons().map((lesson) => ({ ...lesson, words: wordsOf(lesson, language) }));
  return { lessons, exitCode: EXIT_DONE };
}

/** `word`: number, or name of the folder. Throws a UserError for a lesson that there is not. */
export function showLesson(word: string, language: Language): ShownLesson {
  const lesson = findLesson(word);
  const firmware = relative(".", join(OWN_PACKAGE, firmwareOf(lesson)));
  return { lesson: { ...lesson, words: wordsOf(lesson, language) }, firmware, exitCode: EXIT_DONE };
}

/** Throws a UserError for a lesson or a firmware that there is not; a firmware that does not build is a result. */
export async function checkLesson(
  { lesson: named, firmware, language }: LessonRequest,
  context: TaskContext,
): Promise<LessonResult> {
  if (named === null) throw new UserError(`Name a lesson, such as 01. ${lessonList()}`, EXIT_USAGE);
  const lesson = findLesson(named);
  const main = firmware === null ? ownFirmware(lesson) : (await trustedFirmware(firmware)).main;
  context.on(blockingStep(`checking lesson ${lesson.number}`));
  const [policy, goal] = await Promise.all([policyOf(lesson), goalOf(lesson)]);
  const checked = checkFirmware(main, policy, goal, warningTo(context));
  const replay = `tightlip lesson check ${lesson.number}${firmware === null ? "" : ` ${shellWord(firmware)}`}`;
  const report = withReplay(checked.report, replay);
  rememberReplays([report], warningTo(context));
  return {
    lesson: { ...lesson, words: wordsOf(lesson, language) },
    report,
    goal: checked.goal,
    isSolved: isSolved(wordOf(report), checked.goal),
    exitCode: exitCodeOf(report, checked.goal),
  };
}

/** The leaking firmware of a lesson, where learners edit it. */
function ownFirmware(lesson: Lesson): string {
  const path = firmwareOf(lesson);
  const main = relative(".", join(projectAbove(".") ?? ".", path));
  if (existsSync(main)) return main;
  throw new UserError(
    `There is no ${path} here. Name your firmware, such as: tightlip lesson check ${lesson.number} src/main.ts`,
    EXIT_USAGE,
  );
}

/** Path from the top of the package, or of a checkout. */
function firmwareOf({ name }: Lesson): string {
  return `${LESSONS}/${name}/leaky.ts`;
}

/** Judges as the lab does, so that both say the same. */
function checkFirmware(
  main: string,
  policy: Policy,
  goal: Goal,
  warn: (message: string) => void,
): Pick<LessonResult, "report" | "goal"> {
  const tools = nodeTools();
  const appliance = applianceAt(main);
  try {
    const built = buildImage(main, { warn });
    return {
      report: judge(tools, appliance, policy, built, AS_DECLARED),
      goal: checkGoal(goal, built, tools),
    };
  } catch (error) {
    return { report: unbuilt(appliance, () => findProject(main).main, policy, error), goal: null };
  }
}

/** The policy beside the firmware, by which `tightlip check` would show a leak again, may be another or none. */
function withReplay<Report extends FirmwareReport | UnbuiltReport>(report: Report, replay: string): Report {
  if (report.kind === "unbuilt") return report;
  const findings = report.verdict.findings.map((one) => ({ ...one, replay, replayAnyShell: null }));
  return { ...report, verdict: { ...report.verdict, findings } };
}

function exitCodeOf(report: FirmwareReport | UnbuiltReport, goal: GoalResult | null): number {
  const word = wordOf(report);
  if (word === null || goal === null) return EXIT_NOT_BUILT;
  if (word === "leaks" || goal.deeds.some(({ isDone }) => !isDone)) return EXIT_LEAKS;
  return word === "unknown" ? EXIT_UNKNOWN : EXIT_DONE;
}
