/** Every folder of devs/lessons: what its page says is what the tool says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { type Outcome, REPOSITORY, tightlipEach } from "../cli/cli.ts";
import { SOAK } from "../soak.ts";

const LESSONS = "devs/lessons";
const MAX_WORDS = 900;
const SECTIONS = ["What happened", "Who learns what", "Try it", "Why it was missed", "The fix", "The rule"];
const DEGREES = /\*\*(clear|encoded|derived|implicit)\*\*/g;

interface Lesson {
  readonly name: string;
  readonly page: string;
  /** Command lines, without `npx tightlip`. */
  readonly commands: readonly string[];
}

const lessons = readdirSync(join(REPOSITORY, LESSONS), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }): Lesson => {
    const page = readFileSync(join(REPOSITORY, LESSONS, name, "lesson.md"), "utf8");
    const block = /^```\n((?:npx tightlip .*\n)+)```$/m.exec(section(page, "Try it"))?.[1] ?? "";
    return {
      name,
      page,
      commands: block
        .trimEnd()
        .split("\n")
        .map((line) => line.replace("npx tightlip ", "")),
    };
  });

/** Lessons whose firmware is searched for triggers as the page's command does; that of the others is, in the soak. */
const SEARCHED = 3;
const random = Random.stream(1, "lessons");
const searched = new Set(Array.from({ length: SEARCHED }, () => random.pick(lessons).name));

/** Words of a page's command line, as the suite runs it. */
function wordsOf(command: string): string[] {
  const isQuick = /^check \S+$/.test(command) && ![...searched].some((name) => command.endsWith(name));
  return [...command.split(" "), ...(isQuick && !SOAK ? ["--no-explore"] : [])];
}

/** The text below a heading, up to the next one. */
function section(page: string, heading: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

/** Degrees in which observers get secrets, from a table of the page: `leaky.ts endpoint clear`. */
function said(page: string): string[] {
  const rows = section(page, "Who learns what")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const files = rows[0].map((cell) => /^`(.+\.ts)`$/.exec(cell)?.[1]);
  return rows.slice(2).flatMap(([who, ...cells]) => {
    const observer = /\((\w+)\)$/.exec(who)?.[1];
    return cells.flatMap((cell, i) =>
      [...cell.matchAll(DEGREES)].map(([, degree]) => `${files[i + 1]} ${observer} ${degree}`),
    );
  });
}

/** The same as the report has it. */
function found(report: string): string[] {
  let file = "";
  return report.split("\n").flatMap((line) => {
    file = /^[✔✖] [^ ]+\/(\w+) (?:keeps|leaks|unknown)/.exec(line)?.[1] ?? file;
    const [, degree, observers] = /^ {4,}\S.* {2}(\w+): (.+?) (?:can|may) /.exec(line) ?? [];
    return (observers ?? "")
      .split(/, | and /)
      .flatMap((observer) => (observer === "" ? [] : [`${file}.ts ${observer} ${degree}`]));
  });
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/** Outcome of each command line. */
const outcomes = new Map<string, Pick<Outcome, "code" | "stdout">>();
beforeAll(async () => {
  const lines = lessons.flatMap(({ commands }) => commands);
  const all = await tightlipEach(lines.map(wordsOf));
  lines.forEach((line, i) => {
    outcomes.set(line, all[i]);
  });
}, 600_000);

describe.each(lessons)("lesson $name", ({ name, page, commands }) => {
  it("has firmware that leaks and firmware that does not, each with its policy", () => {
    for (const file of ["leaky.ts", "leaky.policy.ts", "fixed.ts", "fixed.policy.ts"])
      expect(existsSync(join(REPOSITORY, LESSONS, name, file)), file).toBe(true);
  });

  it(`has a page of at most ${MAX_WORDS} words with all sections`, () => {
    expect(page.split(/\s+/).length).toBeLessThanOrEqual(MAX_WORDS);
    for (const heading of SECTIONS) expect(section(page, heading), heading).not.toBe("");
  });

  it("says which provision of the standard and which article of the law it touches", () => {
    const rule = section(page, "The rule");
    expect(rule).toMatch(/\b(5\.\d+|6)-\d+\b/);
    expect(rule).toMatch(/\bArticle \d+/);
  });

  it("names commands of which the first is as its policies expect, and all work", () => {
    expect(commands.length).toBeGreaterThanOrEqual(2);
    expect(commands[0]).toBe(`check ${LESSONS}/${name}`);
    for (const command of commands) {
      expect(outcomes.get(command), command).toMatchObject({ code: 0 });
      expect(outcomes.get(command)!.stdout, command).not.toBe("");
    }
  });

  it("has a table of who learns what that agrees with the report", () => {
    expect(unique(said(page))).toEqual(unique(found(outcomes.get(commands[0])!.stdout)));
  });

  it("is in the index", () => {
    expect(readFileSync(join(REPOSITORY, LESSONS, "README.md"), "utf8")).toContain(`](${name}/lesson.md)`);
  });
});
