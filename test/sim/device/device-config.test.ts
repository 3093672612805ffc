import { describe, expect, it } from "vitest";
import { withEntries } from "../../../sim/device/device-config.ts";
import { firmware, printed, run } from "../../firmware.ts";

const image = firmware("device-config");

describe("the device configuration that a board's maker writes", () => {
  it("is read by firmware beside what the VM and the program bring", () => {
    const config = { "tightlip.key": "ab".repeat(32), "tightlip.code": "0123456789ABCDEF", nothing: "" };

    expect(printed(run(image, 1, { config }))).toEqual([
      "archId: wasm",
      `tightlip.key: ${"ab".repeat(32)}`,
      "tightlip.code: 0123456789ABCDEF",
      "@name: tightlip test/firmware/device-config",
      "nothing: ",
    ]);
  });

  it("holds a key and a pairing code, another for each seed, unless the board was made without", () => {
    const first = printed(run(image, 1));
    const second = printed(run(image, 1, { seed: 2 }));

    expect(first[1]).toMatch(/^tightlip\.key: [0-9a-f]{64}$/);
    expect(first[2]).toMatch(/^tightlip\.code: [0-9A-HJKMNP-TV-Z]{16}$/);
    expect(second[1]).not.toBe(first[1]);
    expect(printed(run(image, 1, { config: {} }))[1]).toBe("tightlip.key: undefined");
  });

  it("stays readable with any number of entries, on any board", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`key${i}`, `text ${i}`]));
    const config = { ...many, "tightlip.key": "here" };
    const identity = { archId: "esp32c3", boardId: "esp32c3_bare", name: "C3", productId: 1 };

    expect(printed(run(image, 1, { config, identity })).slice(0, 2)).toEqual([
      "archId: esp32c3",
      "tightlip.key: here",
    ]);
  });

  it("has keys of at most 15 bytes, and is nothing else", () => {
    expect(() => run(image, 1, { config: { "a key that is long": "" } })).toThrow(/more than 15 bytes/);
    expect(() => withEntries(new Uint8Array(300), {})).toThrow(/not a device configuration/);
  });
});
