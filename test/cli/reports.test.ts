import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseReports } from "../../src/cli/report-files.ts";
import { checkReportFiles } from "../../src/tasks/report-files.ts";
import { tempFolder, tempProject } from "../compile/temp-project.ts";
import { lines, tightlip } from "./cli.ts";

describe("tightlip check --report", () => {
  it("writes what is asked for where it is asked for, beside what it prints", async () => {
    const project = tempProject({ "main.ts": 'console.log("hello");\n', "here/.keep": "" });
    const args = ["check", "main.ts", "--json", "--for", "1s", "--report", "json,md=here/comment.md"];
    const { code, stdout, stderr } = await tightlip(
      [...args, "--report", "sarif", "--report-dir", "new/out"],
      {
        cwd: project,
      },
    );
    expect(code).toBe(4);
    expect(readdirSync(join(project, "new/out")).sort()).toEqual(["tightlip.json", "tightlip.sarif"]);
    expect(readFileSync(join(project, "new/out/tightlip.json"), "utf8")).toBe(stdout);
    expect(readFileSync(join(project, "here/comment.md"), "utf8")).toContain("1 × unknown");
    expect(statSync(join(project, "here/comment.md")).mode & 0o444).toBe(0o444);
    expect(lines(stderr).slice(-3)).toEqual([
      `Written: ${join("new/out", "tightlip.json")}`,
      "Written: here/comment.md",
      `Written: ${join("new/out", "tightlip.sarif")}`,
    ]);
  });

  it.each([
    ["a format that there is not", "sarf", 'There is no format "sarf". Did you mean "sarif"?'],
    ["no path after =", "md=", 'There is no path after "md=".'],
  ])("refuses %s", (_, text, complaint) => {
    expect(() => parseReports(text)).toThrow(complaint);
  });

  it.each([
    ["one file for two", "md=a,json=./a", ".", "./a: two reports have this path"],
    ["a folder that there is not", "md=no/such/a.md", ".", "there is no folder no/such"],
    ["a folder in place of a file", "md=src", ".", "src: is not a plain file"],
    ["a file in place of the folder", "md", "README.md", "README.md: cannot be made a folder"],
  ])("refuses %s", async (_, text, folder, complaint) => {
    await expect(checkReportFiles(parseReports(text), folder)).rejects.toThrow(complaint);
  });

  it.skipIf(process.getuid?.() === 0)("refuses a folder that nothing may be written to", async () => {
    const folder = tempFolder({ "locked/.keep": "" });
    chmodSync(join(folder, "locked"), 0o500);
    await expect(checkReportFiles(parseReports("md"), join(folder, "locked"))).rejects.toThrow(
      "can't be written (EACCES)",
    );
  });

  it("refuses before anything is judged, in one line", async () => {
    const project = tempProject({ "main.ts": "const = ;\n" });
    const args = ["check", "main.ts", "--report", "md=no/such/a.md"];
    const { code, stdout, stderr } = await tightlip(args, { cwd: project });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(lines(stderr)).toHaveLength(1);
  });
});
