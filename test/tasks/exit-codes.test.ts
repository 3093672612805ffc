import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCodesHelp } from "../../src/cli/exit-codes-help.ts";
import { exitCodes } from "../../src/exit-codes.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

describe("exit codes", () => {
  it("are those that README.md lists, in that order", () => {
    const section = README.slice(README.indexOf("## Exit codes"));
    const listed = [...section.slice(0, section.indexOf("With `--json`")).matchAll(/^\| (\d+) +\|/gm)];
    expect(listed.map(([, code]) => Number(code))).toEqual(exitCodes().map(({ code }) => code));
  });

  it("are distinct, and what a command does not have is not listed for it", () => {
    const codes = exitCodes().map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(exitCodes({ usage: true, done: "printed" })).toEqual([
      { code: 0, meaning: "printed" },
      { code: 2, meaning: "usage or configuration" },
    ]);
  });

  it("stand two a line in a help text, in columns", () => {
    expect(exitCodesHelp({ done: "printed", usage: "usage", internal: true })).toBe(
      "Exit codes:\n  0  printed                   2  usage\n  70 internal error",
    );
  });
});
