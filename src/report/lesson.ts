/** Lessons in words: their list, and whether a firmware solves one. Pure functions of the task's result. */
import type { Colors } from "picocolors/types.js";
import type { VerdictWord } from "../judge/policy/policy.ts";
import type { Fault, GoalResult } from "../lesson/goal.ts";
import type { Language, LessonWords } from "../lesson/words.ts";
import type { FirmwareReport, UnbuiltReport } from "./document.ts";
import { reportedObject } from "./json.ts";
import { inline, printable } from "./printable.ts";
import { wordOf } from "./reported.ts";
import { failureLines, findingLines, headline } from "./text.ts";
import { verdictSentence } from "./verdict-sentence.ts";

interface ReportedLesson {
  readonly number: string;
  readonly name: string;
  readonly words: LessonWords;
}

interface CheckedLesson {
  readonly lesson: ReportedLesson;
  readonly report: FirmwareReport | UnbuiltReport;
  /** Null when it did not build. */
  readonly goal: GoalResult | null;
  readonly isSolved: boolean;
}

const COMMAND_WIDTH = 38;

/** Words beside those of the lesson. */
interface Sentences {
  readonly allDone: string;
  readonly someDone: string;
  readonly notBuilt: string;
  readonly firmwareIs: string;
  /** Commands that go on, with what each does. */
  readonly commands: Readonly<Record<string, string>>;
  /** Said of a deed that is not done before the lesson's own advice. */
  readonly faults: Readonly<Record<Fault, string | null>>;
  /** By verdict: of firmware that does its job, and of one that does not do all of it. */
  readonly end: Readonly<Record<VerdictWord, readonly [done: string, missing: string]>>;
}

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  en: {
    allDone: "It still does its job:",
    someDone: "It does not do all of its job:",
    notBuilt: "Not solved yet: it does not build.",
    firmwareIs: "Firmware:",
    commands: {
      "tightlip lab": "the lesson in a page, with an editor",
      "tightlip lesson check NUMBER": "the verdict on leaky.ts in a checkout, as you have edited it",
      "tightlip lesson check NUMBER main.ts": "that on firmware of your own",
    },
    faults: {
      unseen: null,
      uncaused: "It does this even where nothing causes it.",
      forbidden: "It also does something that it must not do here.",
    },
    end: {
      keeps: [
        "Solved: it keeps, and it does its job.",
        "Not solved yet: nothing leaks, but it does not do all of its job.",
      ],
      leaks: [
        "Not solved yet: it does its job, but it leaks.",
        "Not solved yet: it leaks, and it does not do all of its job.",
      ],
      unknown: [
        "Not solved yet: it does its job, but there is no verdict.",
        "Not solved yet: there is no verdict, and it does not do all of its job.",
      ],
    },
  },
  "zh-Hans": {
    allDone: "它照常完成工作：",
    someDone: "它没有完成全部工作：",
    notBuilt: "尚未完成：固件无法编译。",
    firmwareIs: "固件：",
    commands: {
      "tightlip lab": "在网页中学习本课，带编辑器",
      "tightlip lesson check NUMBER": "判定检出目录中您修改过的 leaky.ts",
      "tightlip lesson check NUMBER main.ts": "判定您自己的固件",
    },
    faults: {
      unseen: null,
      uncaused: "即使没有任何起因，它也会这样做。",
      forbidden: "它还做了这时不该做的事。",
    },
    end: {
      keeps: ["完成：它守住了凭据，并照常工作。", "尚未完成：没有泄漏，但它没有完成全部工作。"],
      leaks: ["尚未完成：它照常工作，但仍有泄漏。", "尚未完成：有泄漏，它也没有完成全部工作。"],
      unknown: ["尚未完成：它照常工作，但没有得出判定。", "尚未完成：没有得出判定，它也没有完成全部工作。"],
    },
  },
};

/** Number, title and question of each. */
export function lessonListText(lessons: readonly ReportedLesson[], colors: Colors): string {
  return lessons
    .map(({ number, words: { title, question } }) => {
      return `${colors.bold(`${inline(number)}  ${inline(title)}`)}\n    ${inline(question)}\n`;
    })
    .join("");
}

/** Title, question and story of one, and the commands that go on. */
export function lessonPageText(
  lesson: ReportedLesson,
  firmware: string,
  language: Language,
  colors: Colors,
): string {
  const { number, words } = lesson;
  const { firmwareIs, commands } = SENTENCES[language];
  const next = Object.entries(commands).map(
    ([command, says]) => `  ${command.replace("NUMBER", number).padEnd(COMMAND_WIDTH)}${says}`,
  );
  const lines = [
    ...words.story.flatMap((paragraph) => ["", inline(paragraph)]),
    ...["", `${firmwareIs} ${inline(firmware)}`, ...next],
  ];
  return printable(`${lessonListText([lesson], colors)}${lines.join("\n")}\n`);
}

export function lessonListJson(lessons: readonly ReportedLesson[]) {
  return lessons.map(({ number, name, words: { title, question } }) => ({ number, name, title, question }));
}

/** Verdict, leaks, deeds, and at the end whether that solves the lesson, or what is missing. */
export function lessonText(checked: CheckedLesson, language: Language, colors: Colors): string {
  const { report, goal, lesson } = checked;
  const lines =
    report.kind === "unbuilt"
      ? [headline(report, colors), ...failureLines(report)]
      : [headline(report, colors, verdictSentence(report)), ...findingLines(report, false, colors)];
  if (goal !== null) lines.push("", ...deedLines(goal, lesson.words, SENTENCES[language], colors));
  lines.push("", ...endLines(checked, SENTENCES[language], colors));
  return printable(`${lines.join("\n")}\n`);
}

export function lessonJson({ lesson: { number, name, words }, report, goal, isSolved }: CheckedLesson) {
  const deeds = goal?.deeds.map(({ name, isDone, fault }) => ({
    name,
    says: words.deeds[name],
    done: isDone,
    fault,
    missing: isDone ? null : words.missing[name],
  }));
  return {
    lesson: { number, name, title: words.title },
    solved: isSolved,
    deeds: deeds ?? null,
    appliance: reportedObject(report, { hasBaseline: false, hasBase: false }),
  };
}

function deedLines(
  { deeds }: GoalResult,
  words: LessonWords,
  { allDone, someDone, faults }: Sentences,
  colors: Colors,
): string[] {
  return [
    `    ${deeds.every(({ isDone }) => isDone) ? allDone : someDone}`,
    ...deeds.flatMap(({ name, fault }) => {
      if (fault === null) return [`    ${colors.green("✔")} ${inline(words.deeds[name])}`];
      const advice = [faults[fault], words.missing[name]].flatMap((text) => text ?? []);
      return [
        `    ${colors.red("✖")} ${inline(words.deeds[name])}`,
        ...advice.map((text) => `      ${inline(text)}`),
      ];
    }),
  ];
}

function endLines(
  { report, goal, isSolved, lesson: { words } }: CheckedLesson,
  { end, notBuilt }: Sentences,
  colors: Colors,
): string[] {
  const word = wordOf(report);
  if (word === null || goal === null) return [colors.red(notBuilt)];
  const [done, missing] = end[word];
  if (isSolved) return [colors.green(done), ...words.solved.map(inline)];
  return [colors.red(goal.deeds.every(({ isDone }) => isDone) ? done : missing)];
}
