import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHIP_NAMES } from "../../sim/board/chips/chips.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { REPOSITORY, tightlipEach } from "./cli.ts";
import { blocksOf, expectInOrder, type Step, stepsOf } from "./transcript.ts";

const blocks = blocksOf(join(REPOSITORY, "docs/walk-through.md"));
const shown = (language: string) =>
  blocks.flatMap((block) => (block.language === language ? [block.text] : []));
const home = shown("json")[0];
const secrets = Object.values(JSON.parse(home) as Record<string, string>);
/** Every chip is a minute: the suite takes the one that the page names. */
const chips = process.env.TIGHTLIP_SOAK === "1" ? CHIP_NAMES : (["esp32c3"] as const);

/** The commands of the page, for another chip, and with a folder of their own. */
function stepsFor(chip: string, folder: string): Step[] {
  return stepsOf(shown("console").join("").replaceAll("esp32c3", chip).replaceAll("walk/", `${folder}/`));
}

describe("docs/walk-through.md", () => {
  it.each(chips)("shows what happens in the life of an %s", { timeout: 240_000 }, async (chip) => {
    const folder = mkdtempSync(join(tempFolder(), "walk-"));
    writeFileSync(join(folder, "home.json"), home);
    const steps = stepsFor(chip, folder);
    const outcomes = await tightlipEach(
      steps.map(({ command }) => command.replace("npx tightlip ", "").split(" ")),
    );
    const code = readFileSync(join(folder, "label.txt"), "utf8").replace(/^.*: |\n/g, "");
    for (const [i, { command, output, exitCode }] of steps.entries()) {
      const said = outcomes[i].stdout + outcomes[i].stderr;
      expect(outcomes[i].code, `${command}\n${said}`).toBe(exitCode);
      expectInOrder(said, output);
      for (const secret of [...secrets, code]) expect(said).not.toContain(secret);
    }
    for (const file of ["label.txt", "label.svg", "board.bin", "flash.bin"])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });
});
