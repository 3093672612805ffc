/** A checked lesson in words: what of the job is done, what is missing, and what is only pretended. */
import { join } from "node:path";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { GoalResult } from "../../src/lesson/goal.ts";
import { findLesson, wordsOf } from "../../src/lesson/lesson-files.ts";
import { LANGUAGES, type Language } from "../../src/lesson/words.ts";
import { lessonJson, lessonText } from "../../src/report/lesson.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { checked } from "./checked.ts";

const NAME = "02-it-was-encrypted";
const GOAL: GoalResult = {
  deeds: [
    { name: "joins", isDone: true, fault: null },
    { name: "backs up", isDone: false, fault: "unseen" },
    { name: "cleans the air", isDone: false, fault: "uncaused" },
  ],
};
const report = await checked(join(REPOSITORY, "devs/lessons", NAME, "fixed.ts"));

function lesson(language: Language) {
  const { number, name } = findLesson(NAME);
  const words = wordsOf({ number, name }, language);
  return { words, result: { lesson: { number, name, words }, report, goal: GOAL, isSolved: false } };
}

describe("a deed that is not done", () => {
  it.each(LANGUAGES)("has the lesson's advice, in %s", (language) => {
    const { words, result } = lesson(language);
    const text = lessonText(result, language, pc.createColors(false));
    expect(text).toContain(`✔ ${words.deeds.joins}\n    ✖ ${words.deeds["backs up"]}\n`);
    expect(text).toContain(`✖ ${words.deeds["backs up"]}\n      ${words.missing["backs up"]}\n`);
    expect(text).not.toContain(words.missing.joins);
  });

  it.each([
    ["en", "It does this even where nothing causes it."],
    ["zh-Hans", "即使没有任何起因，它也会这样做。"],
  ] as const)("is told from one that is only pretended, in %s", (language, sentence) => {
    const { words, result } = lesson(language);
    const text = lessonText(result, language, pc.createColors(false));
    const { deeds, missing } = words;
    expect(text).toContain(
      `✖ ${deeds["cleans the air"]}\n      ${sentence}\n      ${missing["cleans the air"]}\n`,
    );
    expect(text.split(sentence)).toHaveLength(2);
  });

  it("says its fault in JSON", () => {
    const { deeds } = lessonJson(lesson("en").result);
    expect(deeds?.map(({ name, done, fault }) => [name, done, fault])).toEqual([
      ["joins", true, null],
      ["backs up", false, "unseen"],
      ["cleans the air", false, "uncaused"],
    ]);
  });
});
