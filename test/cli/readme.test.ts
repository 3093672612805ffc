/** The transcripts of the README: what they show is what the commands print now. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { REPOSITORY, tightlip } from "./cli.ts";
import { blocksOf, expectInOrder, stepsOf } from "./transcript.ts";

const steps = blocksOf(join(REPOSITORY, "README.md")).flatMap(({ text }) => stepsOf(text));

/** Commands of the README, each with arguments that print what is shown of it; the first prints far more. */
it.each([
  ["npm start --silent", ["devs/lessons/01-cloud-relay", "kettle"]],
  ["npx tightlip check kettle", ["kettle"]],
])("show what %s prints", { timeout: 120_000 }, async (command, targets) => {
  const shown = steps.filter((step) => step.command === command);
  expect(shown).toHaveLength(1);
  const { code, stdout } = await tightlip(["check", ...targets]);
  expect(code).toBe(shown[0].exitCode);
  // Lines that were left out may be none.
  const lines = shown[0].output.filter((line) => line.trim() !== "…");
  expect(lines.length).toBeGreaterThan(10);
  expectInOrder(stdout, lines);
});
