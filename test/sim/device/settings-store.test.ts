import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generationOf, readEntries, readRemains } from "../../../sim/device/flash-pages.ts";
import { SettingsStore } from "../../../sim/device/settings-store.ts";
import { toBytes, toLatin1 } from "../../../sim/tape/bytes.ts";

const KIB = 1024;
const erased = (sizeBytes: number) => new Uint8Array(sizeBytes).fill(0xff);
const writes = fc.array(
  fc.tuple(
    fc.constantFrom(":a", ":b", "wifi_psk", ":long-key-13ch", "*prog"),
    fc.uint8Array({ maxLength: 400 }),
  ),
  { maxLength: 200 },
);

describe("the store of settings on a board", () => {
  it.each([128, 256, 512])("of %d KiB gives back what was written last, restarts included", (sizeKib) => {
    fc.assert(
      fc.property(writes, (list) => {
        const flash = erased(sizeKib * KIB);
        const last = new Map<string, Uint8Array>();
        for (const [key, value] of list) {
          // A new store each time: the board restarted.
          expect(new SettingsStore(flash).set(key, value)).toBe(true);
          last.set(key, value);
        }
        const live = readEntries(flash).filter(({ stale }) => !stale);
        expect(new Map(live.map(({ key, value }) => [key, value]))).toEqual(last);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps what was overwritten until it was compacted twice: 16 KiB each on a stock board, 8 KiB in the VM", () => {
    for (const [sizeKib, areaKib] of [
      [256, 16],
      [128, 8],
    ]) {
      const flash = erased(sizeKib * KIB);
      const store = new SettingsStore(flash);
      store.set("wifi_psk", toBytes("canary-42f1"));
      store.set("wifi_psk", toBytes("-"));
      let written = 0;
      for (let turn = 0; Buffer.from(flash).includes("canary-42f1"); turn++, written += 256)
        store.set(":~", new Uint8Array(228).fill(turn & 0xff));
      expect(generationOf(flash)).toBe(3);
      expect(written).toBeGreaterThan(areaKib * KIB);
      expect(written).toBeLessThanOrEqual(2 * areaKib * KIB);
    }
  });

  it("shows what an area that is out of use still holds", () => {
    const flash = erased(256 * KIB);
    const store = new SettingsStore(flash);
    store.set(":note", toBytes("canary-9b03"));
    store.set(":note", toBytes("other"));
    for (let turn = 0; generationOf(flash) === 1; turn++)
      store.set(":~", new Uint8Array(228).fill(turn & 0xff));
    expect(readEntries(flash).some(({ stale, key }) => stale && key === ":note")).toBe(false);
    expect(toLatin1(readRemains(flash))).toContain("canary-9b03");
  });

  it("refuses what there is no room for, and keeps the rest", () => {
    const store = new SettingsStore(erased(128 * KIB));
    expect(store.set(":a", toBytes("kept"))).toBe(true);
    expect(store.set(":big", new Uint8Array(9 * KIB))).toBe(false);
    expect(store.set("*huge", new Uint8Array(200 * KIB))).toBe(false);
    expect(store.get(":a")).toEqual(toBytes("kept"));
  });

  it("formats what is no store", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 600, maxLength: 600 }), (noise) => {
        const flash = erased(128 * KIB);
        flash.set([0x46, 0x53, 0x54, 0x52, 0x0a, 0xea, 0xec, 0x6b], 0);
        flash.set(noise, 8);
        const store = new SettingsStore(flash);
        expect(store.set(":a", toBytes("value"))).toBe(true);
        expect(store.get(":a")).toEqual(toBytes("value"));
      }),
      { examples: [[entriesOutOfFlash()]] },
    );
  });
});

/** The rest of a header for 128 KiB, and entries whose values are larger than that. */
function entriesOutOfFlash(): Uint8Array {
  const bytes = new Uint8Array(600);
  bytes[10] = 2;
  for (let at = 35; at < bytes.length; at += 24) bytes[at] = 1;
  return bytes;
}
