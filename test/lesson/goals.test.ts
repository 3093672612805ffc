/** Goals of the lessons: the firmware of each does the whole job of its appliance, whether or not it leaks. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { checkGoal } from "../../src/lesson/check-goal.ts";
import { type Goal, isSolved } from "../../src/lesson/goal.ts";
import { allLessons, findLesson, goalOf } from "../../src/lesson/lesson-files.ts";
import { nodeTools } from "../../src/tasks/check-appliance.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { SOAK } from "../soak.ts";
import { FIX_NAMES, FIXES, WRONG } from "./fixes.ts";

/** Deeds that a leaking firmware does not do: its leak is in their way. */
const NOT_DONE_BY_LEAKY: Readonly<Record<string, readonly string[]>> = {
  "03-it-was-not-saved": ["tells the truth"],
  "06-neighbour-on-the-bus": ["shows the weather"],
  "08-consent": ["tells the profile"],
};

/** One for each kind of cause: a reading, a press, an answer, another home. */
const SAMPLE = /^(?:01|03|07|11)-(?:right-unusual|wrong-pretender|wrong-early)\.ts$/;
const TRIED = SOAK ? FIX_NAMES : FIX_NAMES.filter((name) => SAMPLE.test(name));

function missing(goal: Goal, main: string): string[] {
  const { deeds } = checkGoal(goal, buildImage(main), nodeTools());
  expect(deeds.map(({ name }) => name)).toEqual(goal.deeds.map(({ name }) => name));
  for (const { isDone, fault } of deeds) expect(fault === null).toBe(isDone);
  return deeds.filter(({ isDone }) => !isDone).map(({ name }) => name);
}

describe.each(allLessons())("the goal of lesson $name", (lesson) => {
  const firmware = (file: string) => join(REPOSITORY, "devs/lessons", lesson.name, file);

  it("is what fixed.ts does", async () => {
    expect(missing(await goalOf(lesson), firmware("fixed.ts"))).toEqual([]);
  });

  it("is what leaky.ts does, as far as its leak lets it", async () => {
    const expected = NOT_DONE_BY_LEAKY[lesson.name] ?? [];
    expect(missing(await goalOf(lesson), firmware("leaky.ts"))).toEqual(expected);
  });
});

describe("the job of an appliance", () => {
  it.each(TRIED)(
    "is done by what does it in its own way, and not by what only pretends: %s",
    async (name) => {
      const [, ...expected] = WRONG[name] ?? ["keeps"];
      const goal = await goalOf(findLesson(name.slice(0, 2)));
      expect(missing(goal, join(REPOSITORY, FIXES, name))).toEqual(expected);
    },
  );

  it("has something unusual and something that pretends in each lesson to be tried with", () => {
    for (const { number } of allLessons())
      expect(FIX_NAMES).toEqual(
        expect.arrayContaining([`${number}-right-unusual.ts`, `${number}-wrong-pretender.ts`]),
      );
  });
});

describe("a lesson", () => {
  const done = { deeds: [{ name: "joins", isDone: true, fault: null }] };
  const undone = { deeds: [...done.deeds, { name: "reports", isDone: false, fault: "unseen" as const }] };

  it("is solved by what keeps and does its job", () => {
    expect(isSolved("keeps", done)).toBe(true);
    expect(isSolved("keeps", null)).toBe(true);
  });

  it.each([
    ["leaks", "leaks", done],
    ["is not known to keep", "unknown", done],
    ["does not build", null, null],
    ["lacks a deed", "keeps", undone],
  ] as const)("is not solved by what %s", (_, verdict, goal) => {
    expect(isSolved(verdict, goal)).toBe(false);
  });
});
