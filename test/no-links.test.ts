import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { lines, looksLikeStackTrace, tightlip } from "./cli/cli.ts";
import { tempFolder, tempProject } from "./compile/temp-project.ts";

const MAIN = 'console.log("hello")\nexport {}\n';
const SERVICE =
  "# Bell\n\n    identifier: 0x1f1dc7d6\n\nRings. $(touch owned)\n\n## Events\n\n    event ring @ 0x80\n";

/** A project of a stranger's, with a link in it, and the file of ours that the link leads to. */
function trap(link: string, to: "file" | "folder"): { project: string; victim: string } {
  const home = tempFolder({ ".profile": "# mine\n" });
  const project = tempProject({ "package.json": "{}", "main.ts": MAIN, "services/bell.md": SERVICE });
  mkdirSync(join(project, link, ".."), { recursive: true });
  symlinkSync(to === "file" ? join(home, ".profile") : home, join(project, link));
  return { project, victim: home };
}

function isUntouched(victim: string): boolean {
  return (
    readdirSync(victim).join() === ".profile" &&
    readFileSync(join(victim, ".profile"), "utf8") === "# mine\n" &&
    lstatSync(join(victim, ".profile")).isFile()
  );
}

describe.skipIf(process.platform === "win32")("a link in a stranger's project", () => {
  it.each([
    [".devicescript/ts/constants.ts", "file"],
    [".devicescript/bin/bytecode-sizes.md", "file"],
    [".devicescript/ts", "folder"],
    [".devicescript", "folder"],
  ] as const)("is not followed by build: %s", async (link, to) => {
    const { project, victim } = trap(link, to);
    const { code, stderr } = await tightlip(["build", "main.ts"], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toContain(`${link} is a link`);
    expect(lines(stderr)).toHaveLength(1);
    expect(isUntouched(victim)).toBe(true);
  });

  it.each([
    ["report.html", "file", ["check", "main.ts", "--for", "1s", "--report", "html=report.html"]],
    ["tightlip.md", "file", ["check", "main.ts", "--for", "1s", "--report", "md"]],
    ["out", "folder", ["check", "main.ts", "--for", "1s", "--report", "md", "--report-dir", "out"]],
    ["out", "folder", ["check", "main.ts", "--for", "1s", "--report", "md", "--report-dir", "out/deep"]],
    ["out", "folder", ["check", "main.ts", "--for", "1s", "--report", "md=out/a.md"]],
    ["run.jsonl.gz", "file", ["run", "main.ts", "--for", "1s", "--save", "run.jsonl.gz"]],
    ["run.pcapng", "file", ["run", "main.ts", "--for", "1s", "--pcapng", "run.pcapng"]],
    ["s.json", "file", ["run", "main.ts", "--for", "1s", "--save-secrets", "s.json"]],
    ["label.txt", "file", ["label", "label.txt"]],
    [".vscode", "folder", ["init", "--yes", "--board", "esp32c3_bare"]],
  ] as const)("is not followed for %s (%s): %j", async (link, to, args) => {
    const { project, victim } = trap(link, to);
    const { code, stderr } = await tightlip(args, { cwd: project });
    expect(stderr).toContain("is a link, and links in a project are not followed");
    expect(looksLikeStackTrace(stderr)).toBe(false);
    expect(code).toBe(2);
    expect(isUntouched(victim)).toBe(true);
  });

  it("does not matter where the place itself is named", async () => {
    const { project, victim } = trap("out", "folder");
    const { stdout } = await tightlip(
      ["check", "main.ts", "--for", "1s", "--report", "md", "--report-dir", victim],
      { cwd: project },
    );
    expect(stdout).toContain("Written:");
    expect(existsSync(join(victim, "tightlip.md"))).toBe(true);
  });

  it("is found also when the project is named by way of a link", async () => {
    const { project, victim } = trap("out", "folder");
    const link = join(tempFolder(), "way");
    symlinkSync(project, link);
    const { code } = await tightlip(
      ["check", "main.ts", "--for", "1s", "--report", `md=${join(link, "out/a.md")}`],
      { cwd: project },
    );
    expect(code).toBe(2);
    expect(isUntouched(victim)).toBe(true);
  });
});

describe("a build", () => {
  let project: string;
  beforeAll(() => {
    project = tempProject({ "package.json": "{}", "main.ts": MAIN });
  });

  it.skipIf(process.platform === "win32")(
    "replaces a pipe that lies where it writes, and does not wait for it",
    async () => {
      mkdirSync(join(project, ".devicescript/bin"), { recursive: true });
      execFileSync("mkfifo", [join(project, ".devicescript/bin/bytecode.devs")]);
      const { code } = await tightlip(["build", "main.ts"], { cwd: project });
      expect(code).toBe(0);
      expect(lstatSync(join(project, ".devicescript/bin/bytecode.devs")).isFile()).toBe(true);
    },
  );

  it("says in one line that it can't write", async () => {
    const blocked = tempProject({ "main.ts": MAIN, ".devicescript": "a file" });
    const { code, stderr } = await tightlip(["build", "main.ts"], { cwd: blocked });
    expect({ code, lines: lines(stderr).length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toMatch(/can't be written \((ENOTDIR|EEXIST)\)/);
  });
});
