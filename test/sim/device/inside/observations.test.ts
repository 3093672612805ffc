import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  MAX_SEEN_AT_PLACE,
  type Observation,
  type Watch,
} from "../../../../sim/device/inside/observations.ts";
import { usesOf } from "../../../../sim/device/inside/uses.ts";
import { SourceMap } from "../../../../sim/device/source-map.ts";
import type { World, WorldOptions } from "../../../../sim/home/world.ts";
import { isLibraryFile } from "../../../../sim/tape/position.ts";
import { loadVmModule } from "../../../../src/devicescript.ts";
import { loadMeteredVmModule } from "../../../../src/metered-vm.ts";
import { firmware, linesWith, run, SECOND, settings, worldWith } from "../../../firmware.ts";

const image = firmware("inside/decides");
const map = new SourceMap(image.debug);
const VALUES = settings({
  mode: "boost",
  level: 42,
  quiet: true,
  place: { town: { name: "Ulm" } },
  list: [1, 2],
});
const ALL: Watch = {
  branches: true,
  statements: true,
  comparisons: true,
  lookups: true,
  searches: true,
  uses: true,
};

function watched(options: Partial<WorldOptions> = {}): World {
  return run(image, 2, { settings: VALUES, watch: ALL, ...options });
}

/** Observations of one kind on the line with `text`: of the firmware's own code, or of the library that it called. */
function seenAt<W extends Observation["what"]>(world: World, what: W, text: string, byLibrary = false) {
  const [line] = linesWith(world.image, text);
  return world.device.observations.seen
    .filter((seen): seen is Extract<Observation, { what: W }> => seen.what === what)
    .filter(({ pcs }) => {
      const place = map.blame(pcs);
      const isLibrary = isLibraryFile(map.place(pcs[0])?.file ?? "");
      return `${place?.file}:${place?.line}` === line && isLibrary === byLibrary;
    });
}

describe("observations of a run", () => {
  const world = watched();

  it("have both sides of comparisons as plain data", () => {
    const operands = (text: string) =>
      seenAt(world, "comparison", text).map(({ left, operator, right, result }) => [
        left,
        operator,
        right,
        result,
      ]);

    expect(operands('if (mode === "off"')).toEqual([["boost", "===", "off", false]]);
    expect(operands("switch (mode)")).toEqual([
      ["boost", "!==", "eco", true],
      ["boost", "!==", "boost", false],
    ]);
    expect(operands("if (level > limit)")).toEqual([
      [100, "<", 42, false],
      [3, "<", 42, true],
    ]);
    expect(operands("mode == null")).toEqual([
      [42, "<=", 1.5, false],
      ["boost", "<", "c", false],
      ["boost", "==", null, false],
    ]);
    const [above, below, ...texts] = operands("Infinity < level");
    expect([above, below]).toEqual([
      [Number.POSITIVE_INFINITY, "<", 42, false],
      [Number.NEGATIVE_INFINITY, "<", 42, true],
    ]);
    expect(texts).toEqual([
      ["éboost", "===", "ébo", false],
      ["boosté", "===", "boé", false],
    ]);
  });

  it("have tests of single values", () => {
    const tests = (text: string) =>
      seenAt(world, "test", text).map(({ operator, value, result }) => [operator, value, result]);

    expect(tests('if (mode === "off"')).toContainEqual(["truth", true, true]);
    expect(tests("place.town?.name")).toEqual([["nullish", "Ulm", false]]);
  });

  it("have members that were read, and those that are missing", () => {
    const members = (text: string) =>
      seenAt(world, "lookup", text).map(({ member, found }) => [member, found]);

    expect(members("place.missing")).toEqual([
      ["missing", undefined],
      ["näme", undefined],
    ]);
    expect(members("place.town?.name")).toEqual([
      ["town", { kind: "object", address: expect.any(Number) }],
      ["name", "Ulm"],
    ]);
    expect(members("list[7]").filter(([member]) => typeof member === "number")).toEqual([
      [7, undefined],
      [1, 2],
    ]);
  });

  it("have searches in texts, of startsWith and includes too", () => {
    const searches = (text: string) =>
      seenAt(world, "search", text, true).map(({ text, sought, range, result }) => [
        text,
        sought,
        range,
        result,
      ]);

    expect(searches('startsWith("bo")')).toEqual([["boost", "bo", [0, 1], 0]]);
    expect(searches('includes("zz")')).toEqual([["boost", "zz", [undefined], -1]]);
  });

  it("have what texts and numbers are put into", () => {
    const uses = (text: string) =>
      seenAt(world, "use", text).map(({ name, of, result }) => [name, of, result]);

    expect(uses("parseInt(mode)")).toEqual([
      ["parseInt", ["boost"], Number.NaN],
      ["charCodeAt", ["boost", 0], 98],
      ["slice", ["boost", 1, 3], "oo"],
    ]);
    expect(uses("level * 2")).toEqual([["*", [42, 2], 84]]);
  });

  it("are plain data, the same in every run, and without effect on it", () => {
    const observations = structuredClone(world.device.observations);

    expect(observations).toEqual(world.device.observations);
    expect(watched().device.observations).toEqual(observations);
    expect(world.tape.events).toEqual(watched({ watch: {} }).tape.events);
  });

  it("are the same on a VM that counts its work, whose time and work they leave alone", () => {
    const vm = loadMeteredVmModule();
    const slow = { vm, cpu: { microsPerUnit: 0.01 } };

    expect(watched({ vm }).device.observations).toEqual(world.device.observations);
    expect(watched(slow).device.observations.seen.length).toBeGreaterThan(100);
    expect(watched(slow).tape.events).toEqual(watched({ ...slow, watch: {} }).tape.events);
  });

  it("go on in a fork as in the original, and after a restart", () => {
    const original = worldWith(image, { settings: VALUES, watch: ALL });
    original.powerOn();
    original.runUntil(0.09 * SECOND);
    const before = original.device.observations.seen.length;
    const fork = original.fork();
    for (const each of [original, fork]) each.runUntil(2 * SECOND);

    expect(before).toBeGreaterThan(0);
    expect(original.device.observations.seen.length).toBeGreaterThan(before);
    expect(fork.device.observations).toEqual(original.device.observations);

    const once = fork.device.observations.statements;
    fork.device.restart();
    fork.runUntil(5 * SECOND);
    const [first] = once;
    const again = fork.device.observations.statements.find(({ pc }) => pc === first.pc);
    expect(again?.times).toBe(2 * first.times);
  });

  it("begin anew when watching is asked for again, in a fork of a run that was not watched", () => {
    const plain = watched({ watch: {} });
    const fork = plain.fork();
    fork.device.watch({ comparisons: true });
    fork.device.restart();
    fork.runUntil(5 * SECOND);

    expect(fork.device.observations.seen.length).toBeGreaterThan(10);
    expect(plain.device.observations).toEqual({ watched: false, statements: [], seen: [], leftOut: 0 });
  });

  it("are bounded at each place, and say how many were left out", () => {
    const { device } = run(firmware("computes"), 2, { watch: { comparisons: true, uses: true } });
    const { seen, leftOut } = device.observations;
    const rounds = seen.filter((o) => o.what === "comparison" && o.operator === "<" && o.right === 1_000);

    expect(rounds).toHaveLength(MAX_SEEN_AT_PLACE);
    // A thousand rounds, of which each compares and counts once.
    expect(leftOut).toBeGreaterThanOrEqual(2 * (1_000 - MAX_SEEN_AT_PLACE));
  });

  it("are none for a build of the VM that cannot be looked into", () => {
    const other = watched({ vm: { ...loadVmModule(), sha256: "0".repeat(64) } });

    expect(other.device.observations).toEqual({ watched: false, statements: [], seen: [], leftOut: 0 });
    expect(world.device.observations.watched).toBe(true);
  });
});

describe("hooks", () => {
  const placed: { table: WebAssembly.Table; index: number; entry: unknown }[] = [];
  const set = WebAssembly.Table.prototype.set;
  beforeEach(() => {
    placed.length = 0;
    vi.spyOn(WebAssembly.Table.prototype, "set").mockImplementation(function (
      this: WebAssembly.Table,
      index,
      entry,
    ) {
      placed.push({ table: this, index, entry });
      set.call(this, index, entry);
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it("are not placed unless they are asked for", () => {
    watched({ watch: {} });

    expect(placed).toEqual([]);
  });

  it("are gone from a VM that serves another device later", () => {
    const world = watched();
    const hooks = placed.slice();
    const inPlace = () => hooks.filter(({ table, index, entry }) => table.get(index) === entry).length;
    expect(hooks.length).toBeGreaterThan(50);
    expect(inPlace()).toBe(hooks.length);

    world.release();
    const next = watched({ watch: {} });
    expect(inPlace()).toBe(0);
    expect(next.device.observations.watched).toBe(false);
  });
});

describe("uses of a setting's value", () => {
  const treated = (key: "mode" | "level" | "quiet" | "place", value: unknown, inJson = value) =>
    [
      ...usesOf(
        run(image, 2, { settings: { ...VALUES, ...settings({ [key]: value }) }, watch: ALL }).device
          .observations,
        (seen) => seen === value || seen === inJson,
      ).as,
    ].sort();

  it("tell text from number, truth value and object", () => {
    expect(treated("mode", "canary-7781")).toContain("text");
    expect(treated("mode", "canary-7781")).not.toContain("object");
    expect(treated("level", 77_815)).toEqual(["number"]);
    expect(treated("place", "canary-7781")).toContain("object");
    const place = { town: { name: "Ulm" }, mark: 77_815 };
    expect(treated("place", place, JSON.stringify(place) as never)).toEqual(["object"]);
  });

  it("are those of the value alone, and none of one that firmware never had", () => {
    const { seen, as } = usesOf(watched().device.observations, (value) => value === "nowhere-to-be-seen");

    expect([seen.length, as.size]).toEqual([0, 0]);
  });
});
