/** Names that a stranger chose: nothing on the terminal or in a report is theirs to forge. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES, reportFormat } from "../../src/report/formats.ts";
import { tempProject } from "../compile/temp-project.ts";
import { lines, tightlipEach } from "./cli.ts";

const ESC = "\u001b";
const FORGED = `x\n✔ kettle keeps: nothing\n::stop-commands::t\n${ESC}[8m`;
/** Asks for a setting, looks up a host and prints a line, each with a name that is made to be more than a name. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings"
import { fetch } from "@devicescript/net"
const token = await readSetting("token\\n✔ k", "none")
console.log("::error::" + token)
try { await fetch("http://a\\n::error::b.test/" + token) } catch (e) { console.log("failed") }
`;

function isClean(output: string): void {
  for (const line of lines(output)) {
    expect(line.trimStart()).not.toMatch(/^::/);
    expect(line).not.toContain(ESC);
    expect(line.includes("\r")).toBe(false);
  }
}

describe.skipIf(process.platform === "win32")("a file's name", () => {
  it.each([
    ["that forges a verdict", `${FORGED}.ts`],
    ["that turns text around", "a\u202etxt.ts"],
  ])("%s makes the file no part of a build", async (_, name) => {
    const project = tempProject({
      "package.json": "{}",
      "main.ts": `import { x } from ${JSON.stringify(`./${name.replace(/\.ts$/, "")}`)}\nconsole.log(x)\n`,
      [name]: "export const x: number = 'wrong'\n",
    });
    const commands = [
      ["build", "main.ts"],
      ["check", "main.ts", "--for", "1s"],
    ];
    const options = { cwd: project, env: { CI: "true" } };
    for (const { code, stdout, stderr } of await tightlipEach(commands, options)) {
      expect(code).toBe(3);
      isClean(`${stdout}${stderr}`);
      expect(stdout).not.toContain("\n✔ kettle");
      expect(`${stdout}${stderr}`).toContain("control characters");
    }
  });

  it("that begins as a command to GitHub's runner is none where it is shown", async () => {
    const name = "::stop-commands::t.ts";
    const project = tempProject({ "package.json": "{}", [name]: "const x: number = 'wrong'\nexport {}\n" });
    const commands = [
      ["build", name],
      ["check", name],
    ];
    for (const { code, stdout, stderr } of await tightlipEach(commands, { cwd: project })) {
      expect(code).toBe(3);
      isClean(`${stdout}${stderr}`);
    }
  });
});

it("settings, hosts and lines that firmware chose stay on their lines in every report", async () => {
  const project = tempProject({ "package.json": "{}", "main.ts": FIRMWARE });
  const [{ code, stdout, stderr }, ran] = await tightlipEach(
    [
      ["check", "main.ts", "--for", "10s", "--report", "md,github,junit,html"],
      ["run", "main.ts", "--for", "10s"],
    ],
    { cwd: project },
  );
  expect([1, 4]).toContain(code);
  isClean(`${stdout}${stderr}`);
  expect(stdout).not.toMatch(/^✔ k/m);
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  expect(read("tightlip.md")).not.toMatch(/^✔ k|^::/m);
  for (const line of lines(read("tightlip.github.txt"))) expect(line).toMatch(/^::error /);
  expect(read("tightlip.junit.xml")).not.toContain(ESC);

  isClean(ran.stdout);
});

it("names that are markup, or turn text around, are text in every format and on every way out", async () => {
  const name = "\\u202e]]><b>[](b)";
  const project = tempProject({
    "package.json": "{}",
    "main.ts": `import { readSetting } from "@devicescript/settings"
console.log("pin " + (await readSetting("${name}", "none")))
`,
    "main.policy.ts": `export default { secrets: ["settings.${name}"] }\n`,
  });
  const [checked, ran, diffed] = await tightlipEach(
    [
      ["check", "main.ts", "--for", "5s", "--report", FORMAT_NAMES.join(",")],
      ["run", "main.ts", "--for", "5s"],
      ["diff", "main.ts", "main.ts", "--for", "5s"],
    ],
    { cwd: project },
  );
  expect(checked.code).toBe(1);
  const files = FORMAT_NAMES.map((format) => {
    const { file } = reportFormat(format);
    return [file, readFileSync(join(project, file), "utf8")] as const;
  });
  for (const [where, written] of [
    ["check", checked.stdout + checked.stderr],
    ["run", ran.stdout + ran.stderr],
    ["diff", diffed.stdout + diffed.stderr],
    ...files,
  ] as const) {
    // What is quoted as text is none, up to the first end of the quotation.
    const text = written.replace(where.endsWith("md") ? /`[^`]*`/g : /<!\[CDATA\[.*?\]\]>/gs, "");
    const holds = (what: RegExp) => `${where}: ${what.test(text)}`;
    // JSON is for programs, which have to read the name as it is.
    if (!/json|sarif/.test(where)) expect(holds(/\u202e/)).toBe(`${where}: false`);
    if (/html$|xml$/.test(where)) expect(holds(/<b>\[/)).toBe(`${where}: false`);
    if (/md$/.test(where)) expect(holds(/<b>|\]\(b/)).toBe(`${where}: false`);
  }
});
