/** Lessons as they lie in the package that runs: their words, and what a learner's firmware is held against. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OWN_PACKAGE } from "../compile/project-files.ts";
import type { Policy } from "../judge/policy/policy.ts";
import { fileAt } from "../subjects/definitions/definition.ts";
import { ProjectDefinitions } from "../subjects/definitions/project-definitions.ts";
import { policyFrom } from "../subjects/policy-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Goal } from "./goal.ts";
import type { Language, LessonWords } from "./words.ts";

/** Folder of the lessons, in the package and in a checkout of it. */
export const LESSONS = "devs/lessons";

export interface Lesson {
  /** Such as `01`. */
  readonly number: string;
  /** Name of its folder, such as `01-cloud-relay`. */
  readonly name: string;
}

/** In order. */
export function allLessons(): Lesson[] {
  return readdirSync(join(OWN_PACKAGE, LESSONS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ number: name.split("-")[0], name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The lesson with a number, such as `1` or `01`, or with the name of its folder. Throws a UserError for none. */
export function findLesson(word: string): Lesson {
  const lessons = allLessons();
  const found = lessons.find(({ number, name }) => [number, name].includes(word.padStart(2, "0")));
  if (found !== undefined) return found;
  throw new UserError(`${word}: no such lesson. ${lessonList(lessons)}`, EXIT_USAGE);
}

/** The lessons there are, in a sentence. */
export function lessonList(lessons = allLessons()): string {
  return `Lessons are ${lessons.map(({ name }) => name).join(", ")}.`;
}

export function wordsOf(lesson: Lesson, language: Language): LessonWords {
  return JSON.parse(readFileSync(pathIn(lesson, `lab.${language}.json`), "utf8"));
}

/** Policy of the mended firmware. It expects nothing: whatever a learner's firmware does is a result. */
export async function policyOf(lesson: Lesson): Promise<Policy> {
  const file = fileAt(pathIn(lesson, "fixed.policy.ts"));
  const { expected: _, ...policy } = await policyFrom(file, new ProjectDefinitions());
  return policy;
}

/** The job that its appliance must still do. */
export async function goalOf(lesson: Lesson): Promise<Goal> {
  return (await new ProjectDefinitions().load(fileAt(pathIn(lesson, "goal.ts")), "goal")) as Goal;
}

function pathIn({ name }: Lesson, file: string): string {
  return join(OWN_PACKAGE, LESSONS, name, file);
}
