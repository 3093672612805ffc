import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ChipName } from "../../sim/board/chips/chips.ts";
import type { ChipFaults } from "../../sim/board/faults.ts";
import { textIn } from "../../sim/device/device-config.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import { buildImage } from "../../src/compile/build.ts";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { type FlashJob, flashBoard as flashInTime } from "../../src/flash/flash-board.ts";
import { readRuntime } from "../../src/flash/runtime.ts";
import { storeOf } from "../../src/flash/store.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { inNoTime } from "./no-time.ts";
import { runtimeImage } from "./runtime-image.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const BOARDS = findBoards(REPOSITORY);
const { image } = buildImage(join(REPOSITORY, "devs/appliances/kettle/main.ts"));
const STORE_BYTES = 256 * 1024;
const STORE_OFFSET = 0x1c0000;
const store = storeOf({ ...image, settings: { interval: new TextEncoder().encode("5") } }, STORE_BYTES);
const folder = tempFolder();

const flashBoard: typeof flashInTime = (port, job) => inNoTime(() => flashInTime(port, job));

function jobFor(chip: ChipName, rest: Partial<FlashJob> = {}): FlashJob {
  const board = findBoard(`${chip}_bare`, BOARDS);
  const file = join(folder, `${chip}.bin`);
  writeFileSync(file, runtimeImage(board, 30_000));
  return {
    board,
    runtime: readRuntime(file, board),
    store,
    newTexts: () => ({ "tightlip.key": `made for board ${++made}` }),
    gate: ["tightlip.gate", "keeps"],
    erase: false,
    ...rest,
  };
}
let made = 0;

function blank(chip: ChipName, faults?: ChipFaults, seed?: number) {
  const flash = new Uint8Array(4 * 1024 * 1024).fill(0xff);
  return { flash, port: new EmulatedPort({ chip, flash, faults, seed }) };
}

describe("flashing", () => {
  it.each(["esp32", "esp32c3"] as const)(
    "brings runtime, program, settings and a key of its own onto an %s",
    async (chip) => {
      const { flash, port } = blank(chip);
      const job = jobFor(chip);
      const result = await flashBoard(port, job);
      expect(result.interruptions).toBe(0);
      const start = job.board.runtimeOffset;
      expect(flash.subarray(start, start + 0x8000)).toEqual(job.runtime!.bytes.subarray(0, 0x8000));
      expect(flash.subarray(0x10000, 0x17000)).toEqual(
        job.runtime!.bytes.subarray(0x10000 - start, 0x17000 - start),
      );
      expect(textIn(flash.subarray(0x9000, 0xb000), "tightlip.key")).toBe(`made for board ${made}`);
      expect(textIn(flash.subarray(0x9000, 0xb000), "tightlip.gate")).toBe("keeps");
      const entries = readEntries(flash.subarray(STORE_OFFSET, STORE_OFFSET + STORE_BYTES));
      expect(entries.map(({ key }) => key)).toEqual(["*prog", ":interval"]);
      expect(Buffer.from(entries[0].value).includes(Buffer.from(image.bytecode))).toBe(true);
    },
  );

  it("again writes nothing, and keeps the board's key; erasing gives it a new one", async () => {
    const { flash, port } = blank("esp32c3");
    await flashBoard(port, jobFor("esp32c3"));
    const key = textIn(flash.subarray(0x9000), "tightlip.key");
    const again = await flashBoard(port, jobFor("esp32c3"));
    expect(again).toMatchObject({ written: [], writtenBytes: 0 });
    expect(textIn(flash.subarray(0x9000), "tightlip.key")).toBe(key);
    await flashBoard(port, jobFor("esp32c3", { erase: true }));
    expect(textIn(flash.subarray(0x9000), "tightlip.key")).not.toBe(key);
  });

  it("goes on where it was when the board is plugged in again", async () => {
    const { flash, port } = blank("esp32c3", { unplugAfterBytes: 60_000 });
    const waitForPort = async () => {
      port.replug();
      return true;
    };
    const result = await flashBoard(port, jobFor("esp32c3", { waitForPort }));
    expect(result.interruptions).toBe(1);
    expect(flash.subarray(STORE_OFFSET, STORE_OFFSET + STORE_BYTES)).toEqual(store);
  });

  it("gives up on a board that stays away, and on one with another chip", async () => {
    const { port } = blank("esp32c3", { unplugAfterBytes: 60_000 });
    await expect(flashBoard(port, jobFor("esp32c3"))).rejects.toMatchObject({
      name: "PortLost",
      exitCode: 5,
    });
    const other = blank("esp32s3");
    await expect(flashBoard(other.port, jobFor("esp32c3"))).rejects.toThrow(
      "has an esp32s3, but esp32c3_bare",
    );
    expect(other.flash.every((byte) => byte === 0xff)).toBe(true);
  });

  it("refuses a layout that is larger than the flash before it writes", async () => {
    const flash = new Uint8Array(1024 * 1024).fill(0xff);
    const port = new EmulatedPort({ chip: "esp32c3", flash });
    await expect(flashBoard(port, jobFor("esp32c3"))).rejects.toThrow("has 1024 KiB of flash");
    expect(flash.every((byte) => byte === 0xff)).toBe(true);
  });
});
