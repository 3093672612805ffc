/** Goals of the lessons: the firmware of each does the whole job of its appliance, whether or not it leaks. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { checkGoal } from "../../src/lesson/check-goal.ts";
import { defineGoal, type Goal, isSolved } from "../../src/lesson/goal.ts";
import { allLessons, goalOf } from "../../src/lesson/lesson-files.ts";
import { nodeTools } from "../../src/tasks/check-appliance.ts";
import { REPOSITORY } from "../cli/cli.ts";
import { tempProject } from "../compile/temp-project.ts";

/** Deeds that a leaking firmware does not do: its leak is in their way. */
const NOT_DONE_BY_LEAKY: Readonly<Record<string, readonly string[]>> = {
  "06-neighbour-on-the-bus": ["shows the weather"],
};

function missing(goal: Goal, main: string): string[] {
  const { deeds } = checkGoal(goal, buildImage(main), nodeTools());
  expect(deeds.map(({ name }) => name)).toEqual(goal.deeds.map(({ name }) => name));
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

describe("a goal", () => {
  const joins = { name: "joins", for: "10s", shows: [{ what: "joins" }] } as const;

  it("is not reached by a firmware that does nothing", () => {
    const project = tempProject({ "main.ts": "" });
    expect(missing(defineGoal({ deeds: [joins] }), join(project, "main.ts"))).toEqual(["joins"]);
  });

  it("is reached by what the firmware logs, and by nothing else", () => {
    const project = tempProject({ "main.ts": 'console.log("target 22");\n' });
    const logs = (has: string) => ({ name: has, for: "1s", shows: [{ what: "log", has }] }) as const;
    const goal = defineGoal({ deeds: [logs("target"), logs("other")] });
    expect(missing(goal, join(project, "main.ts"))).toEqual(["other"]);
  });
});

describe("a lesson", () => {
  const done = { deeds: [{ name: "joins", isDone: true }] };
  const undone = { deeds: [...done.deeds, { name: "reports", isDone: false }] };

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
