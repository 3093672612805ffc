import { describe, expect, it } from "vitest";
import { CHIP_NAMES, type ChipName } from "../../sim/board/chips/chips.ts";
import type { ChipFaults } from "../../sim/board/faults.ts";
import { Random } from "../../sim/engine/random.ts";
import { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { ChipError, Session } from "../../src/flash/session.ts";

const FLASH_BYTES = 4 * 1024 * 1024;
const CONTENT = Random.stream(1, "content").bytes(30_001);

function board(chip: ChipName, faults?: ChipFaults, secureDownload = false) {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  return { flash, port: new EmulatedPort({ chip, flash, faults, secureDownload }) };
}

const region = { name: "runtime", offset: 0x10000, bytes: CONTENT };

describe("a session with a chip", () => {
  it.each(CHIP_NAMES)(
    "finds out that it is an %s with 4 MB, writes, verifies and reads back",
    async (chip) => {
      const { flash, port } = board(chip);
      const session = await Session.open(port);
      expect(session).toMatchObject({ chip, flashBytes: FLASH_BYTES });
      expect(await session.holds(region)).toBe(false);
      await session.write(region);
      expect(await session.holds(region)).toBe(true);
      expect(await session.read(0x10000, 5000)).toEqual(CONTENT.subarray(0, 5000));
      await session.close();
      expect(flash.subarray(0x10000, 0x10000 + CONTENT.length)).toEqual(CONTENT);
    },
  );

  it("refuses a chip in secure download mode, in words", async () => {
    await expect(Session.open(board("esp32c3", {}, true).port)).rejects.toThrow("secure download mode");
  });

  it.each<[string, ChipFaults]>([
    ["a cell that is worn out", { deadBits: { offset: 0x10100, mask: 0xff } }],
    [
      "a chip that answers MD5 with what it received",
      { deadBits: { offset: 0x10100, mask: 0xff }, lyingMd5: "received" },
    ],
    ["a chip that answers MD5 with zeros", { lyingMd5: "zeros" }],
    [
      "a chip that stores nothing and says it did",
      { deadBits: { offset: 0x10000, mask: 0xff, cells: CONTENT.length }, lyingMd5: "consistent" },
    ],
  ])("never takes for written what is not: %s", async (_, faults) => {
    const session = await Session.open(board("esp32c3", faults).port);
    await expect(session.write(region)).rejects.toThrow(ChipError);
    await session.abandon();
  });

  it("says that the port went away as soon as it does", async () => {
    const session = await Session.open(board("esp32c3", { unplugAfterBytes: 25_000 }).port);
    await expect(session.write(region)).rejects.toMatchObject({ name: "PortLost", exitCode: 5 });
    await session.abandon();
  });
});
