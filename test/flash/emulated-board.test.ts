import { describe, expect, it } from "vitest";
import { CHIP_NAMES } from "../../sim/board/chips/chips.ts";
import { decodeFrame } from "../../sim/bus/frame.ts";
import { readEntries } from "../../sim/device/flash-pages.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { EmulatedPort } from "../../src/flash/emulated-port.ts";
import { BoardLink } from "../../src/flash/link.ts";
import { built, flashed, portTo } from "./flashed.ts";

const notes = built("test/firmware/settings.ts");
const STORE = [0x1c0000, 0x200000] as const;

/** The lines that a board prints within so many milliseconds. */
async function printed(port: EmulatedPort, millis: number, baud?: number): Promise<string[]> {
  const link = await BoardLink.open(port, baud);
  const lines: string[] = [];
  for (let item = await link.next(millis); item !== null; item = await link.next(millis))
    if (item.kind === "line") lines.push(toText(item.bytes));
  await link.close();
  return lines;
}

describe("an emulated board", () => {
  it.each(CHIP_NAMES)("runs the program that was flashed onto an %s, and says which", async (chip) => {
    const lines = await printed(portTo(flashed(notes, chip), chip), 3_000);
    expect(lines).toContain(`DevS-SHA256: ${notes.sha256}`);
    expect(lines.filter((line) => line.includes("written"))).toHaveLength(1);
  });

  it("keeps its settings in the chip's flash, in the place and form that a real one has", async () => {
    const flash = flashed(notes, "esp32c3");
    const counts = [];
    for (let start = 0; start < 3; start++) {
      await printed(portTo(flash, "esp32c3"), 3_000);
      const count = readEntries(flash.subarray(...STORE)).find((e) => e.key === ":count" && !e.stale);
      counts.push(toText(count!.value));
    }
    expect(counts).toEqual(["1", "2", "3"]);
    const kept = readEntries(flash.subarray(...STORE));
    expect(kept.filter(({ key, stale }) => key === ":count" && stale)).toHaveLength(2);
  });

  it("forwards frames to the host only when it was asked to", async () => {
    const port = portTo(flashed(notes, "esp32c3"), "esp32c3");
    const link = await BoardLink.open(port);
    for (let item = await link.next(2_000); item !== null; item = await link.next(2_000))
      expect(item.kind).toBe("line");
    expect(await link.askForFrames(5_000)).toBe(true);
    const devices = new Set<string>();
    for (let item = await link.next(4_000); item !== null; item = await link.next(4_000))
      if (item.kind === "frame") devices.add(decodeFrame(item.bytes)!.device);
    await link.close();
    expect(devices).toContain("fe240ac4123456ff");
  });

  it("says as the ROM does that there is nothing to start", async () => {
    const erased = new Uint8Array(4 * 1024 * 1024).fill(0xff);
    expect(await printed(portTo(erased, "esp32c3"), 100)).toContain("invalid header: 0xffffffff");
    const noApp = flashed(notes, "esp32").fill(0xff, 0x10000, 0x20000);
    expect((await printed(portTo(noApp, "esp32"), 100)).at(-1)).toContain("No bootable app partitions");
  });

  it("is garbage at a speed that its serial line does not have", async () => {
    const lines = await printed(portTo(flashed(notes, "esp32"), "esp32"), 3_000, 115_200);
    expect(lines.join("\n")).not.toContain("DevS-SHA256");
  });
});
