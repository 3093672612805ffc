import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHIPS } from "../../src/flash/boards.ts";
import { tempFolder } from "../build/temp-project.ts";
import { lines, REPOSITORY, tightlip } from "./cli.ts";

const page = readFileSync(join(REPOSITORY, "docs/walk-through.md"), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map((match) => match[1]);
const home = blocks("json")[0];
const secrets = Object.values(JSON.parse(home) as Record<string, string>);
/** Every chip is a minute: the suite takes the one that the page names. */
const chips = process.env.TIGHTLIP_SOAK === "1" ? CHIPS : (["esp32c3"] as const);

interface Step {
  readonly args: string[];
  /** Lines of output that have to come in this order; `…` stands for anything. */
  readonly output: string[];
  readonly exitCode: number;
}

/** The commands of the page, for another chip, and with a folder of their own. */
function stepsFor(chip: string, folder: string): Step[] {
  const text = blocks("console").join("").replaceAll("esp32c3", chip).replaceAll("walk/", `${folder}/`);
  return text
    .split(/^\$ npx tightlip /m)
    .slice(1)
    .map((step) => {
      const [command, ...output] = lines(step);
      const exit = output.findIndex((line) => line.startsWith("[exit code "));
      const exitCode = exit < 0 ? 0 : Number(output.splice(exit, 1)[0].replace(/\D/g, ""));
      return { args: command.split(" "), output, exitCode };
    });
}

function expectInOrder(output: string, wanted: readonly string[]): void {
  const left = lines(output);
  for (const line of wanted) {
    const pattern = new RegExp(`^${line.split("…").map(escaped).join(".*")}$`);
    const at = left.findIndex((candidate) => pattern.test(candidate));
    expect(at, `"${line}" in:\n${left.join("\n")}`).toBeGreaterThanOrEqual(0);
    left.splice(0, at + 1);
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("docs/walk-through.md", () => {
  it.each(chips)("shows what happens in the life of an %s", { timeout: 240_000 }, async (chip) => {
    const folder = mkdtempSync(join(tempFolder(), "walk-"));
    writeFileSync(join(folder, "home.json"), home);
    const hidden = [...secrets];
    for (const { args, output, exitCode } of stepsFor(chip, folder)) {
      const outcome = await tightlip(args);
      const said = outcome.stdout + outcome.stderr;
      expect(outcome.code, `${args.join(" ")}\n${said}`).toBe(exitCode);
      expectInOrder(said, output);
      hidden.push(readFileSync(join(folder, "label.txt"), "utf8").replace(/^.*: |\n/g, ""));
      for (const secret of hidden) expect(said).not.toContain(secret);
    }
    for (const file of ["label.txt", "label.svg", "board.bin", "flash.bin"])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });
});
