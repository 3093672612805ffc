/** docs/tutorial.md: what a new reader does, step by step, and sees. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { SOAK } from "../soak.ts";
import { type Edit, REPOSITORY, tightlipEach } from "./cli.ts";
import { blocksOf, editOf, expectInOrder, type Step, stepsOf } from "./transcript.ts";

const TIGHTLIP = "npx tightlip ";
/** Options besides those of the page: what the search and the later minutes add is not on it. */
const QUICKLY = SOAK ? [] : ["--no-explore", "--for", "20s"];

/** Commands of the page, and edits of files between them. */
const steps = blocksOf(join(REPOSITORY, "docs/tutorial.md")).flatMap<Step | Edit>(({ language, text }) =>
  language === "diff" ? [editOf(text)] : stepsOf(text),
);

it("docs/tutorial.md shows what happens to who follows it", { timeout: 480_000 }, async () => {
  let cwd = tempFolder();
  let batch: (Step | Edit)[] = [];
  for (const step of steps) {
    if (!("command" in step) || step.command.startsWith(TIGHTLIP)) {
      batch.push(step);
      continue;
    }
    await follow(batch, cwd);
    batch = [];
    if (step.command === "cd kettle") cwd = join(cwd, "kettle");
    else if (step.command === "npm install") install(cwd);
    else
      expectInOrder(
        execFileSync("npm", step.command.split(" ").slice(1), { cwd, env }).toString(),
        step.output,
      );
  }
  expect(batch).toEqual([]);
});

const env = { ...process.env, NO_COLOR: "1" };

/** In one process, which is cheaper. */
async function follow(batch: readonly (Step | Edit)[], cwd: string): Promise<void> {
  const commands = batch.filter((step) => "command" in step);
  const words = (command: string) => {
    const [name, ...rest] = command.slice(TIGHTLIP.length).split(" ");
    return name === "check" ? [name, ...rest, ...QUICKLY] : [name, ...rest];
  };
  const outcomes = await tightlipEach(
    batch.map((step) => ("command" in step ? words(step.command) : step)),
    { cwd },
  );
  for (const [i, { command, output, exitCode }] of commands.entries()) {
    expect(outcomes[i].code, `${command}\n${outcomes[i].stdout}`).toBe(exitCode);
    expectInOrder(outcomes[i].stdout, output);
  }
}

/** In place of npm: this repository as the package, and what it depends on. */
function install(cwd: string): void {
  const packages = join(cwd, "node_modules");
  mkdirSync(packages);
  symlinkSync(REPOSITORY, join(packages, "tightlip"));
  for (const name of readdirSync(join(REPOSITORY, "node_modules")))
    if (name !== "tightlip") symlinkSync(join(REPOSITORY, "node_modules", name), join(packages, name));
}
