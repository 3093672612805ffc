/** The page of figures is what its script writes from the stored data, whose commands exist. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PARTS } from "../bench/figures/figure.ts";
import { figuresPage } from "../bench/figures/page.ts";
import { storedFigures } from "../bench/figures/stored.ts";

const figures = storedFigures();

describe("docs/figures.md", () => {
  it("is what npm run figures writes from the stored data", () => {
    expect(readFileSync("docs/figures.md", "utf8")).toBe(figuresPage(figures));
  });

  it("has parts with the command that measures each again, the day of its commit, and the machine", () => {
    const commands = PARTS.map((part) => `npm run figures -- ${part}`);
    const shown = figures.map(({ command }) => command);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown).toEqual(commands.filter((command) => shown.includes(command)));
    expect(JSON.parse(readFileSync("package.json", "utf8")).scripts.figures).toContain("bench/figures.ts");
    for (const { commitDay, machine, rows } of figures) {
      expect(commitDay).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(machine.cores).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(rows[0]!.length);
    }
  });

  it("shows other data when the data are others", () => {
    const [first, ...rest] = figures;
    const rows = [first!.rows[0]!, ...first!.rows.slice(1).map((row) => row.map(() => "another"))];
    expect(figuresPage([{ ...first!, rows }, ...rest])).not.toBe(figuresPage(figures));
  });
});
