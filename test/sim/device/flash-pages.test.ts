import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changedPages,
  copyPages,
  formatFlash,
  readEntries,
  readRemains,
  tornWrite,
} from "../../../sim/device/flash-pages.ts";
import { toBytes, toText } from "../../../sim/tape/bytes.ts";
import { firmware, printed, run, settings, textOf } from "../../firmware.ts";
import { TRIES } from "../../soak.ts";

const PAGE = 4_096;
const stored = fc.dictionary(fc.stringMatching(/^:[a-z_]{1,13}$/), fc.uint8Array({ maxLength: 60 }), {
  maxKeys: 12,
});
/** Live entries of the settings store, as text. */
const settingsIn = (flash: Uint8Array) =>
  Object.fromEntries(
    readEntries(flash)
      .filter((entry) => !entry.stale && entry.key.startsWith(":"))
      .map(({ key, value }) => [key.slice(1), toText(value)]),
  );

describe("the settings store", () => {
  it("gives back what it was formatted with, and nothing else", () => {
    fc.assert(
      fc.property(stored, (values) => {
        const flash = formatFlash(values);

        expect(readEntries(flash)).toMatchObject(
          Object.entries(values).map(([key, value]) => ({ key, value, stale: false })),
        );
        expect(readRemains(flash)).toHaveLength(0);
      }),
    );
  });

  it("refuses settings that do not fit", () => {
    expect(() => formatFlash({ ":big": new Uint8Array(3 * PAGE) })).toThrow(/do not fit/);
  });

  it("is what the real firmware reads its settings from", () => {
    const world = run(firmware("settings"), 2, { settings: settings({ count: 41, note: "kept" }) });

    expect(printed(world)).toEqual(["start 42, note kept", "written"]);
  });

  it("is where the real firmware's settings are found, and what they replaced as well", () => {
    const { flash } = run(firmware("settings"), 2, { settings: settings({ note: "before" }) }).device;

    expect(settingsIn(flash)).toEqual({ count: "1", note: '"second-note-of-this-start"' });
    const replaced = readEntries(flash).filter((entry) => entry.stale && entry.key === ":note");
    expect(replaced.map(({ value }) => toText(value))).toEqual(['"before"', '"first-note-of-this-start"']);
  });

  it("shows its holder the residue of overwritten settings", () => {
    const world = run(firmware("settings"), 2);
    world.handOver();

    const seen = world.tape.events.filter((event) => event.channel === "flash" && event.to === "note");
    expect(seen.map((event) => [event.kind, textOf(event)])).toEqual([
      ["residue", '"first-note-of-this-start"'],
      ["entry", '"second-note-of-this-start"'],
    ]);
  });

  it("keeps its settings over a restart of the real firmware", () => {
    const scenario = { name: "restart", steps: [{ do: "wait", for: "3s" }, { do: "reset" }] as const };

    const world = run(firmware("settings"), 10, { scenario });

    expect(printed(world)).toEqual([
      "start 1, note none",
      "written",
      "start 2, note second-note-of-this-start",
      "written",
    ]);
  });

  it("that is damaged is read as far as it goes", () => {
    const whole = formatFlash({ ":a": new Uint8Array(20).fill(1), ":b": new Uint8Array(9).fill(2) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.nat(100), fc.nat(whole.length - 1)), fc.nat(255)), { maxLength: 8 }),
        fc.nat(whole.length),
        (changes, size) => {
          const flash = whole.slice(0, size);
          for (const [at, value] of changes) if (at < size) flash[at] = value;
          for (const { value } of readEntries(flash)) expect(value.length).toBeLessThanOrEqual(size);
          expect(readRemains(flash).length).toBeLessThanOrEqual(size);
        },
      ),
      { numRuns: TRIES },
    );
  });
});

describe("a write to flash", () => {
  const before = new Uint8Array(4 * PAGE).fill(0xff);
  const after = before
    .slice()
    .fill(1, PAGE, PAGE + 10)
    .fill(2, 3 * PAGE);

  it("touches the pages whose contents differ, new ones included", () => {
    expect(changedPages(before, after)).toEqual([1, 3]);
    expect(changedPages(before.subarray(0, 2 * PAGE), after)).toEqual([1, 2, 3]);
    expect(changedPages(after, after)).toEqual([]);
  });

  it("is made of those pages only", () => {
    const copy = before.slice();
    copyPages(after, [1], copy);
    expect(copy.subarray(0, 3 * PAGE)).toEqual(after.subarray(0, 3 * PAGE));
    expect(copy.subarray(3 * PAGE)).toEqual(before.subarray(3 * PAGE));
  });

  it("that the current fails in leaves whole pages, a torn one, and old ones", () => {
    const flash = tornWrite(before, after, [1, 3], 0.5);

    expect(flash.subarray(0, 3 * PAGE)).toEqual(after.subarray(0, 3 * PAGE));
    expect(flash.subarray(3 * PAGE, 3.5 * PAGE)).toEqual(after.subarray(3 * PAGE, 3.5 * PAGE));
    expect(flash.subarray(3.5 * PAGE)).toEqual(before.subarray(3.5 * PAGE));
  });

  it("leaves the old area of the store valid while it is compacted into the other one", () => {
    const area = formatFlash({ ":note": toBytes("kept") });
    const old = new Uint8Array(2 * area.length).fill(0xff);
    old.set(area);
    const compacted = old.slice();
    compacted.set(area, area.length);
    // Its generation.
    compacted[area.length + 8]++;

    for (const share of [0, 0.5, 1]) {
      const torn = tornWrite(old, compacted, [2, 3], share);
      expect(settingsIn(torn)).toEqual({ note: "kept" });
      expect(torn.subarray(0, area.length)).toEqual(area);
      expect(torn.subarray(area.length, area.length + 24)).toEqual(new Uint8Array(24).fill(0xff));
    }
  });
});
