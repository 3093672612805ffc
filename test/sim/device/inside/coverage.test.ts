import { describe, expect, it } from "vitest";
import { coverage } from "../../../../sim/device/inside/coverage.ts";
import type { Watch } from "../../../../sim/device/inside/observations.ts";
import { firmware, run, settings } from "../../../firmware.ts";

const image = firmware("inside/decides");
const BOOST = { mode: "boost", level: 42, quiet: true, place: { town: { name: "Ulm" } }, list: [1, 2] };
const SYNC = { mode: "sync", level: 7, quiet: false, place: {}, list: [] };

function covered(
  values: Readonly<Record<string, unknown>>,
  watch: Watch = { branches: true, statements: true },
) {
  return run(image, 2, { settings: settings(values), watch }).device.observations;
}

/** `passed/jumped` of the branches on the line with `text`. */
function outcomes(result: ReturnType<typeof coverage>, text: string): string[] {
  const line = lineWith(text);
  return result.branches.filter((b) => b.line === line).map((b) => `${b.passed}/${b.jumped}`);
}

function lineWith(text: string): number {
  const source = image.debug.sources.find(({ path }) => path.endsWith("decides.ts"))?.text ?? "";
  return source.split("\n").findIndex((line) => line.includes(text)) + 1;
}

describe("coverage of a firmware's own branches", () => {
  const boost = coverage(image, [covered(BOOST)]);

  it("counts rounds and end of a loop", () => {
    expect(outcomes(boost, "for (const item of list)")).toEqual(["2/1"]);
    expect(outcomes(boost, "while (rounds < 5)")).toEqual(["2/1"]);
  });

  it("counts both outcomes of a condition, and leaves out what was not asked", () => {
    expect(outcomes(boost, "if (level > limit)")).toEqual(["1/1"]);
    // The first operand of && is false: only then is the whole condition known, which is a jump of its own.
    expect(outcomes(boost, 'mode === "sync" &&')).toEqual(["0/1", "0/1"]);
  });

  it("tells operands of ||, ?:, ?. and ?? apart", () => {
    expect(outcomes(boost, 'mode === "off" || quiet')).toEqual(["1/0", "1/0"]);
    expect(outcomes(boost, "level * 2 >= limit ?")).toEqual(["0/1"]);
    expect(outcomes(boost, "place.town?.name ??")).toEqual(["1/0", "0/1"]);
    expect(outcomes(coverage(image, [covered(SYNC)]), "place.town?.name ??")).toEqual(["0/1", "1/0"]);
  });

  it("has a branch for each case of a switch, which the case's own code is jumped to", () => {
    expect(outcomes(boost, "switch (mode)")).toEqual(["1/0", "0/1"]);
    expect(outcomes(coverage(image, [covered({ ...BOOST, mode: "eco" })]), "switch (mode)")).toEqual([
      "0/1",
      "0/0",
    ]);
  });

  it("adds up over runs", () => {
    const both = coverage(image, [covered(BOOST), covered(SYNC)]);

    expect(outcomes(both, "place.town?.name ??")).toEqual(["1/1", "1/1"]);
    expect(boost.outcomes.all).toBe(28);
    expect(boost.outcomes.ran).toBe(17);
    expect(both.outcomes.ran).toBeGreaterThan(boost.outcomes.ran);
  });

  it("says which lines and functions ran", () => {
    const times = (text: string) => boost.lines.find(({ line }) => line === lineWith(text))?.times;

    expect([times("rounds++"), times('console.log("default")'), times('console.log("boost")')]).toEqual([
      3, 0, 1,
    ]);
    expect(boost.functions.map((fn) => [fn.functionName, fn.times])).toEqual([
      ["main", 1],
      ["never", 0],
      ["judge", 2],
    ]);
  });

  it("is of branches alone where only they are watched", () => {
    const branches = coverage(image, [covered(BOOST, { branches: true })]);

    expect(branches.branches).toEqual(boost.branches);
    expect(branches.functions.map(({ times }) => times > 0)).toEqual([true, false, true]);
    expect(branches.lines.find(({ line }) => line === lineWith("rounds = 0"))?.times).toBe(0);
  });

  it("has all branches at zero for a run that nobody watched", () => {
    const { outcomes } = coverage(image, [covered(BOOST, {})]);

    expect(outcomes).toEqual({ all: 28, ran: 0 });
  });

  it("says which handlers and catch blocks were entered; a block without code is none", () => {
    const enters = firmware("inside/enters");
    const { observations } = run(enters, 2, { watch: { branches: true, statements: true } }).device;
    const { functions, catches } = coverage(enters, [observations]);
    const line = (text: string) => {
      const source = enters.debug.sources.find(({ path }) => path.endsWith("enters.ts"))?.text ?? "";
      return source.split("\n").findIndex((one) => one.includes(text)) + 1;
    };

    expect(catches.map(({ line, times }) => [line, times]).sort()).toEqual([
      [line('"caught"'), 1],
      [line('"never"'), 0],
    ]);
    const entered = functions.filter((fn) => fn.isCalled).map((fn) => [fn.line, fn.times]);
    expect(entered).toContainEqual([line('"in time"'), 1]);
    expect(entered).toContainEqual([line('"too late"'), 0]);
    expect(functions.filter((fn) => !fn.isCalled).map((fn) => fn.functionName)).toEqual(["main"]);
  });
});
