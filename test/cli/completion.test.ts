import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { lines, MAIN, tightlipEach } from "./cli.ts";

describe("a shell that asks how a command line goes on", () => {
  const answers = new Map<string, string[]>();
  /** Words as they are typed; a space at the end begins another one. */
  const TYPED = [
    "ch",
    "comp",
    "cache ",
    "lesson ",
    "lesson check --l",
    "--debug cache ",
    "check --rep",
    "check --report ",
    "check --report html,j",
    "diff --report ",
    "check --board esp32s3_b",
    "check src/",
    "init --yes --editor ",
    "run --observer network,a",
    "explain derived/m",
    "frobnicate --",
  ];

  beforeAll(async () => {
    const asked = TYPED.map((typed) => ["complete", "--", ...typed.split(" ")]);
    const outcomes = await tightlipEach(asked);
    for (const [i, { code, stdout }] of outcomes.entries()) {
      expect(code).toBe(0);
      answers.set(
        TYPED[i]!,
        lines(stdout).map((line) => line.split("\t")[0]!),
      );
    }
  });

  it.each<[typed: (typeof TYPED)[number], answer: string[]]>([
    ["ch", ["check"]],
    ["comp", ["completion"]],
    ["cache ", ["clean"]],
    ["lesson ", ["check", ...Array.from({ length: 12 }, (_, i) => `${i + 1}`.padStart(2, "0"))]],
    ["lesson check --l", ["--language"]],
    ["--debug cache ", ["clean"]],
    ["check --rep", ["--report", "--report-dir"]],
    ["check --report ", ["html", "sarif", "junit", "json", "md", "github", "lcov"]],
    ["check --report html,j", ["html,junit", "html,json"]],
    ["diff --report ", ["html"]],
    ["check --board esp32s3_b", ["esp32s3_bare"]],
    ["init --yes --editor ", ["vscode", "none"]],
    ["run --observer network,a", ["network,air"]],
    ["explain derived/m", ["derived/mqtt"]],
  ])("is told commands, options and their values: %s", (typed, answer) => {
    expect(answers.get(typed)).toEqual(answer);
  });

  it("is told nothing where it has to look for files itself", () => {
    expect(answers.get("check src/")).toEqual([]);
  });

  it("is told the options that every command line has after a word that is no command", () => {
    expect(answers.get("frobnicate --")).toEqual(["--version", "--debug", "--help"]);
  });
});

it("bash completes with the script, and does not evaluate what was typed", () => {
  const folder = tempFolder({ tightlip: `#!/usr/bin/env bash\nexec node ${MAIN} "$@"\n` });
  chmodSync(join(folder, "tightlip"), 0o755);
  const script = `source <(tightlip completion bash)
COMP_WORDS=(tightlip doctor --js) COMP_CWORD=2
_tightlip
echo "\${COMPREPLY[@]}"
COMP_WORDS=(tightlip check '$(touch was-here)') COMP_CWORD=2
_tightlip
echo "\${#COMPREPLY[@]}"`;
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const answer = execFileSync("bash", ["-c", script], { cwd: folder, env, encoding: "utf8" });
  expect(lines(answer)).toEqual(["--json", "0"]);
  expect(existsSync(join(folder, "was-here"))).toBe(false);
});
