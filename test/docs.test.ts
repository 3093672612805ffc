import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Scenario } from "../sim/scenario.ts";

const folder = mkdtempSync(join(tmpdir(), "tightlip-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The blocks of one language in a page, with the number of the line on which each starts. */
function blocks(page: string, language: string): { code: string; line: number }[] {
  const text = readFileSync(page, "utf8");
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...text.matchAll(pattern)].map((match) => ({
    code: match[1],
    line: text.slice(0, match.index).split("\n").length,
  }));
}

describe("docs/world.md", () => {
  const entry = fileURLToPath(new URL("../src/index.ts", import.meta.url));
  const jiti = createJiti(import.meta.url, { alias: { tightlip: entry }, fsCache: false });

  it.each(blocks("docs/world.md", "ts"))("runs the program on line $line", async ({ code, line }) => {
    const file = join(folder, `block-${line}.ts`);
    writeFileSync(file, code);
    await expect(jiti.import(file)).resolves.toBeDefined();
  });

  it.each(blocks("docs/world.md", "yaml"))("has a scenario on line $line that can be played", ({ code }) => {
    expect(Scenario.from(parse(code)).steps.length).toBeGreaterThan(0);
  });
});
