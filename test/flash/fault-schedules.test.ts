import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChipFaults } from "../../sim/board/faults.ts";
import { textIn } from "../../sim/device/device-config.ts";
import { Random } from "../../sim/engine/random.ts";
import { type Board, findBoard, findBoards } from "../../src/flash/boards.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { flashBoard } from "../../src/flash/flash-board.ts";
import { parsePartitions } from "../../src/flash/partitions.ts";
import { runtimeFrom } from "../../src/flash/runtime.ts";
import { standInRuntime } from "../../src/flash/stand-in-runtime.ts";
import { UserError } from "../../src/user-error.ts";
import { inNoTime } from "./no-time.ts";

const SCHEDULES = process.env.TIGHTLIP_SOAK === "1" ? 10_000 : 30;
/** As small as a chip may be, so that a schedule takes little time. */
const FLASH_BYTES = 256 * 1024;
const LAYOUT = `
dcfg,    0x8A, 0x00,    0x9000,  0x2000
factory, app,  factory, 0x10000, 64K
fstor,   0x8A, 0x01,    0x20000, 32K
`;
const stock = findBoard("esp32c3_bare", findBoards(join(import.meta.dirname, "../..")));
const board: Board = { ...stock, partitions: parsePartitions(LAYOUT, "layout", FLASH_BYTES) };
const runtime = runtimeFrom(standInRuntime(board, Random.stream(1, "app").bytes(9_000)), "stand-in", board);
const store = new Uint8Array(32 * 1024).fill(0xff);
store.set(Random.stream(1, "store").bytes(12_000));

const cell = fc.record({
  offset: fc.integer({ min: 0, max: 0x28000 }),
  mask: fc.integer({ min: 1, max: 255 }),
});
/** One byte in 1,024, up to one in four million. */
const rarely = fc.integer({ min: 10, max: 22 }).map((power) => 2 ** power);
const kinds: { readonly [K in keyof ChipFaults]: fc.Arbitrary<NonNullable<ChipFaults[K]>> } = {
  noiseEvery: rarely,
  lossEvery: rarely,
  unplugAfterBytes: fc.integer({ min: 1, max: 60_000 }),
  failCommand: fc.integer({ min: 1, max: 80 }),
  // A chip that also lies about cells that do not work is found by samples only, and so by chance.
  lyingMd5: fc.constantFrom("received" as const, "zeros" as const),
  deadBits: cell,
  maxBaud: fc.constantFrom(115_200, 460_800),
};
/** One fault, or any of them together. */
const faults: fc.Arbitrary<ChipFaults> = fc.oneof(
  ...Object.entries(kinds).map(([name, value]) => value.map((chosen) => ({ [name]: chosen }))),
  fc.record(kinds, { requiredKeys: [] }),
);

/** Everything that was to be written is there. */
function isRight(flash: Uint8Array): boolean {
  const cut = 0x9000;
  const app = 0xb000;
  return (
    Buffer.from(flash.subarray(0, cut)).equals(runtime.bytes.subarray(0, cut)) &&
    Buffer.from(flash.subarray(app, runtime.bytes.length)).equals(runtime.bytes.subarray(app)) &&
    Buffer.from(flash.subarray(0x20000, 0x28000)).equals(store) &&
    textIn(flash.subarray(cut), "tightlip.key") === "a key"
  );
}

describe("flashing", () => {
  it("never says that it went well when it did not, whatever the fault", async () => {
    let wentWell = 0;
    await fc.assert(
      fc.asyncProperty(faults, fc.boolean(), fc.integer({ min: 1 }), async (fault, isReplugged, seed) => {
        const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
        const port = new EmulatedPort({ chip: "esp32c3", flash, faults: fault, seed });
        const waitForPort = async () => {
          if (isReplugged) port.replug();
          return isReplugged;
        };
        try {
          await inNoTime(() =>
            flashBoard(port, {
              board,
              runtime,
              store,
              newTexts: () => ({ "tightlip.key": "a key" }),
              gate: ["tightlip.gate", "keeps"],
              erase: false,
              waitForPort,
            }),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        wentWell++;
        expect(isRight(flash)).toBe(true);
      }),
      { numRuns: SCHEDULES, seed: 9 },
    );
    // Most faults are got over, or the property would hold for nothing.
    expect(wentWell).toBeGreaterThan(SCHEDULES / 20);
  }, 7_200_000);
});
