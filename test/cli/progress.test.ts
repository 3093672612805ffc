/** The line on a terminal that says what is going on. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../compile/temp-project.ts";
import { HAS_TERMINAL, MAIN, REPOSITORY, tightlip } from "./cli.ts";

const KETTLE = "devs/appliances/kettle/main.ts";
/** Beginning of a line that is drawn afresh. */
const AFRESH = "\r\u001b[K";

/** All that a terminal of so many columns gets. */
function shownAtTerminal(
  args: readonly string[],
  columns: number,
  env: Readonly<Record<string, string>> = {},
) {
  const words = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(" ");
  const { CI: _, ...rest } = process.env;
  const { stdout } = spawnSync("script", ["-qec", `stty cols ${columns}; ${words}`, "/dev/null"], {
    ...{ cwd: REPOSITORY, encoding: "utf8", maxBuffer: 64 * 2 ** 20 },
    env: { ...rest, NO_COLOR: "1", XDG_CACHE_HOME: tempFolder(), ...env },
  });
  return stdout;
}

/** Lines that are left when all that was drawn afresh is gone. */
function leftOf(shown: string): string {
  return shown
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf(AFRESH) < 0 ? 0 : line.lastIndexOf(AFRESH) + AFRESH.length))
    .join("\n")
    .replaceAll("\r", "");
}

describe.skipIf(!HAS_TERMINAL)("a terminal", () => {
  it("shows what is going on, moving, while a command computes without a pause", () => {
    const shown = shownAtTerminal(["run", KETTLE, "--for", "10m", "--channel", "log"], 100);
    const drawn = shown.split(AFRESH).filter((line) => line.endsWith(` running ${KETTLE}`));
    expect(new Set(drawn.map((line) => line[0])).size).toBeGreaterThan(3);
  });

  it("has nothing of it left in what a command prints", async () => {
    const args = ["run", KETTLE, "--for", "30s"];
    expect(leftOf(shownAtTerminal(args, 100))).toBe((await tightlip(args)).stdout);
  });

  it("that is narrow gets one line of it", () => {
    const shown = shownAtTerminal(["run", KETTLE, "--for", "30s", "--channel", "log"], 24);
    const drawn = shown.split(AFRESH).filter((line) => /^\S (?:starting|running)/u.test(line));
    expect(drawn.length).toBeGreaterThan(0);
    expect(Math.max(...drawn.map((line) => [...line].length))).toBeLessThan(24);
  });

  it("of a CI server is shown nothing of it", () => {
    expect(shownAtTerminal(["build", KETTLE], 100, { CI: "1" })).not.toContain(AFRESH);
  });
});
