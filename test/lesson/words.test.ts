/** Words of the lessons in the lab: both languages say the same things, in the same number of pieces. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Goal } from "../../src/lesson/goal.ts";
import { LANGUAGES, type LessonWords } from "../../src/lesson/words.ts";

const LESSONS = join(import.meta.dirname, "../../devs/lessons");
/** A file of a lesson, as its words name it. */
const FILE = /^[\w.-]+\.(?:ts|mjs|md|yaml|json)$/;
const names = readdirSync(LESSONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function wordsOf(name: string, language: string): LessonWords {
  return JSON.parse(readFileSync(join(LESSONS, name, `lab.${language}.json`), "utf8"));
}

/** Goals by lesson, loaded before the tests so that none of them has to wait for the library. */
const goals: ReadonlyMap<string, Goal> = new Map(
  await Promise.all(
    names.map(async (name) => [name, (await import(join(LESSONS, name, "goal.ts"))).default] as const),
  ),
);

function deedsOf(name: string): string[] {
  return goals.get(name)!.deeds.map((deed) => deed.name);
}

/** Keys and lengths, with the kind of value in place of each value. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
  return typeof value;
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Texts in backquotes. */
function codeIn(text: string): string[] {
  return text.split("`").filter((_, i) => i % 2 === 1);
}

it("has words for twelve lessons", () => {
  expect(names).toHaveLength(12);
});

describe.each(names)("words of lesson %s", (name) => {
  it("have one shape in both languages", () => {
    expect(shapeOf(wordsOf(name, "zh-Hans"))).toEqual(shapeOf(wordsOf(name, "en")));
  });

  it.each(LANGUAGES)("name each deed of the goal and no other, in %s", (language) => {
    const { deeds, missing } = wordsOf(name, language);
    const wanted = deedsOf(name).sort();
    expect(Object.keys(deeds).sort()).toEqual(wanted);
    expect(Object.keys(missing).sort()).toEqual(wanted);
  });

  it.each(LANGUAGES)("are plain text with code in pairs of backquotes, in %s", (language) => {
    const texts = textsOf(wordsOf(name, language));
    for (const text of texts) {
      expect(text.trim(), text).toBe(text);
      expect(text).not.toBe("");
      expect(text.split("`").length % 2, text).toBe(1);
      // Code may compare; what is around it holds no markup.
      expect(text.replaceAll(/`[^`]*`/g, "")).not.toMatch(/[<>]/);
      for (const code of codeIn(text)) expect(code.trim(), text).not.toBe("");
    }
  });

  it("have full-width punctuation beside Chinese characters", () => {
    for (const text of textsOf(wordsOf(name, "zh-Hans")))
      expect(text.replaceAll(/`[^`]*`/g, "")).not.toMatch(
        /\p{Script=Han}[,.;:!?()]|[,.;:!?()]\p{Script=Han}/u,
      );
  });

  it.each(LANGUAGES)("name files that the lesson has, in %s", (language) => {
    const files = textsOf(wordsOf(name, language))
      .flatMap(codeIn)
      .filter((code) => FILE.test(code));
    for (const file of files) expect(existsSync(join(LESSONS, name, file)), file).toBe(true);
  });

  it.each(LANGUAGES)("have as much as a lesson needs, in %s", (language) => {
    const { story, tasks, hints, solved, teacher } = wordsOf(name, language);
    for (const [part, least, most] of [
      [story, 3, 5],
      [tasks, 3, 5],
      [hints, 3, 4],
      [solved, 1, 3],
    ] as const) {
      expect(part.length).toBeGreaterThanOrEqual(least);
      expect(part.length).toBeLessThanOrEqual(most);
    }
    for (const part of [teacher.answers, teacher.discuss, teacher.wrongFixes]) expect(part).not.toEqual([]);
    expect(teacher.minutes).toBeGreaterThan(0);
  });
});
