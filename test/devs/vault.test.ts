import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceKeyOf, factoryConfig } from "../../sim/device/device-config.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import type { World, WorldOptions } from "../../sim/home/world.ts";
import { firmware, printed, run, settings } from "../firmware.ts";
import { TRIES } from "../soak.ts";
import { openBlob, sealBlob, slotKey, vaultContent } from "./vault-blob.ts";

const keeper = firmware("devs/vault");
const KEY = deviceKeyOf(factoryConfig(1))!;
const A = slotKey("wifi", "a");
const B = slotKey("wifi", "b");
const TAG_END = 206;
const WRONG_KEY = deviceKeyOf(factoryConfig(2))!;

/** Runs a start of the firmware on a flash with these entries and says what it printed. */
function start(entries: Record<string, Uint8Array>, options: Partial<WorldOptions> = {}): string[] {
  return printed(run(keeper, 5, { settings: { ...settings({ name: "wifi" }), ...entries }, ...options }));
}

const blobs = (world: World) => readEntries(world.device.flash).filter(({ key }) => key.startsWith(":v."));
const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (text: string) => Buffer.from(text).toString("hex");

describe("a vault", () => {
  it("keeps a secret that only this device's key opens", () => {
    const world = run(keeper, 5, { settings: settings({ next: "x-passphrase" }) });

    expect(printed(world)).toEqual(["found nothing", `keeps 12 bytes, ${hex("x-passphrase")}`]);
    const [{ key, value }] = blobs(world);
    expect(key).toBe(`:${A}`);
    expect(openBlob(KEY, "wifi", value)).toEqual({ sequence: 1, value: Buffer.from("x-passphrase") });
    expect(() => openBlob(WRONG_KEY, "wifi", value)).toThrow();
    expect(() => openBlob(KEY, "wine", value)).toThrow();
  });

  it("opens what any other program sealed in the same format, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 170 }), (value) => {
        const blob = sealBlob(KEY, "wifi", vaultContent(3, value));
        const found = start({ [B]: blob })[0];
        expect(found).toBe(`found ${value.length} bytes, ${Buffer.from(value).toString("hex")}`);
      }),
      { numRuns: TRIES / 100, seed: 1 },
    );
  });

  it("prefers the later of two, and the earlier where the later is damaged", () => {
    const early = sealBlob(KEY, "wifi", vaultContent(3, bytes("early")));
    const late = sealBlob(KEY, "wifi", vaultContent(4, bytes("late")));

    expect(start({ [A]: late, [B]: early })[0]).toBe(`found 4 bytes, ${hex("late")}`);
    expect(start({ [A]: early, [B]: late })[0]).toBe(`found 4 bytes, ${hex("late")}`);
    late[100] ^= 1;
    expect(start({ [A]: early, [B]: late })[0]).toBe(`found 5 bytes, ${hex("early")}`);
  });

  it("says so when what it holds was changed, cut, or sealed by another device or under another name", () => {
    const good = sealBlob(KEY, "wifi", vaultContent(1, bytes("value")));
    const refusal = ['refused: vault: "wifi" was changed, or sealed under another device\'s key'];

    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        const changed = Buffer.from(good);
        changed[bit >> 3] ^= 1 << (bit & 7);
        expect(start({ [A]: changed })).toEqual(refusal);
      }),
      { numRuns: TRIES / 100, seed: 1 },
    );
    expect(start({ [A]: good.subarray(0, 20) })).toEqual(refusal);
    expect(start({ [A]: Uint8Array.of(...good.subarray(0, 20), 0xff) })).toEqual(refusal);
    expect(start({ [A]: bytes("rubbish\xff".repeat(4)) })).toEqual(refusal);
    expect(start({ [A]: Uint8Array.of(2, ...good.subarray(1, -1), 0xff) })).toEqual(refusal);
    expect(start({ [A]: Uint8Array.of(0xff, ...good.subarray(1, -1), 0xff) })).toEqual(refusal);
    expect(start({ [A]: sealBlob(WRONG_KEY, "wifi", vaultContent(1, bytes("v"))) })).toEqual(refusal);
    expect(start({ [A]: sealBlob(KEY, "other", vaultContent(1, bytes("v"))) })).toEqual(refusal);
  });

  it("says so as well when it was changed and its tag ends as erased flash does", () => {
    const nonces = Array.from({ length: 4_096 }, (_, i) =>
      Uint8Array.from({ length: 13 }, (_, at) => i >> at),
    );
    const good = nonces
      .map((nonce) => sealBlob(KEY, "wifi", vaultContent(1, bytes("value")), nonce))
      .find((blob) => blob[TAG_END - 1] === 0xff)!;

    expect(start({ [A]: good })[0]).toBe(`found 5 bytes, ${hex("value")}`);
    good[50] ^= 1;
    expect(start({ [A]: good })[0]).toMatch(/^refused: .*was changed/);
  });

  it("holds nothing where the power went before a first value was written to its end", () => {
    const good = sealBlob(KEY, "wifi", vaultContent(1, bytes("value")));
    for (const written of [0, 1, 5, 14, 100, TAG_END - 1, TAG_END]) {
      const torn = new Uint8Array(good.length).fill(0xff);
      torn.set(good.subarray(0, written));
      expect(start({ [A]: torn })[0]).toBe("found nothing");
      expect(start({ [A]: torn, [B]: good })[0]).toBe(`found 5 bytes, ${hex("value")}`);
    }
  });

  it("does not work on a board that was made without a key", () => {
    expect(start({}, { config: {} })).toEqual([
      "refused: device configuration: no tightlip.key of 64 digits",
    ]);
  });

  it("refuses a value that is too long, and keeps the one that it has", () => {
    const kept = { [A]: sealBlob(KEY, "wifi", vaultContent(1, bytes("kept"))) };
    expect(start({ ...settings({ next: "long" }), ...kept })).toEqual([
      `found 4 bytes, ${hex("kept")}`,
      "refused: vault: at most 170 bytes",
    ]);
    expect(start(kept)[0]).toBe(`found 4 bytes, ${hex("kept")}`);
  });

  it("refuses a value for which flash has no room, and keeps the one that it has", () => {
    const kept = { [A]: sealBlob(KEY, "wifi", vaultContent(1, bytes("kept"))) };
    // Entries take 224 bytes each, and the store has 8,144.
    const fillers = Array.from({ length: 34 }, (_, i) => [`filler${i}`, new Uint8Array(200).fill(i)]);
    const full = { ...kept, ...Object.fromEntries(fillers) };

    expect(start({ ...settings({ next: "x-new" }), ...full })).toEqual([
      `found 4 bytes, ${hex("kept")}`,
      "refused: settings store: full",
    ]);
    expect(start(full)[0]).toBe(`found 4 bytes, ${hex("kept")}`);
  });

  it("writes flash once for a new value, and not at all for the one that it keeps", () => {
    const before = sealBlob(KEY, "wifi", vaultContent(7, bytes("x-same")));
    const same = run(keeper, 5, { settings: { ...settings({ next: "x-same" }), [B]: before } });
    const other = run(keeper, 5, { settings: { ...settings({ next: "x-other" }), [B]: before } });

    expect(blobs(same).map(({ key }) => key)).toEqual([`:${B}`]);
    expect(blobs(other).map(({ key }) => key)).toEqual([`:${B}`, `:${A}`]);
    expect(openBlob(KEY, "wifi", blobs(other)[1].value).sequence).toBe(8);
  });

  it("erases both of its slots", () => {
    const world = run(keeper, 5, {
      settings: {
        ...settings({ next: "erase" }),
        [A]: sealBlob(KEY, "wifi", vaultContent(1, bytes("old"))),
        [B]: sealBlob(KEY, "wifi", vaultContent(2, bytes("new"))),
      },
    });

    expect(printed(world)[1]).toBe("keeps nothing");
    expect(
      blobs(world)
        .filter((e) => !e.stale)
        .map((e) => e.value.length),
    ).toEqual([0, 0]);
  });
});
