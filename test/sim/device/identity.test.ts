import { describe, expect, it } from "vitest";
import { writeIdentity } from "../../../sim/device/identity.ts";
import { firmware, printed, run } from "../../firmware.ts";

const C3 = {
  archId: "esp32c3",
  boardId: "esp32c3_bare",
  name: "Espressif ESP32-C3 (bare)",
  productId: 0x3a1d89be,
};

describe("the board that firmware finds itself on", () => {
  it("is the one that was asked for", () => {
    const lines = printed(run(firmware("board"), 2, { identity: C3 }));

    expect(lines).toEqual(["arch esp32c3, board esp32c3_bare, simulator false"]);
  });

  it("is the simulator when none was asked for", () => {
    const lines = printed(run(firmware("board"), 2));

    expect(lines[0]).toMatch(/^arch wasm, .*, simulator true$/);
  });

  it("may have a name of any length, but an id that fits", () => {
    expect(() => run(firmware("board"), 1, { identity: { ...C3, name: "x".repeat(500) } })).not.toThrow();
    expect(() => run(firmware("board"), 1, { identity: { ...C3, boardId: "x".repeat(500) } })).toThrow(
      /too long a name/,
    );
  });

  it("is not written into memory that has no place for it", () => {
    expect(() => writeIdentity(new Uint8Array(1_024), C3)).toThrow(/no device configuration/);
  });
});
