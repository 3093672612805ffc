import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findBoard, findBoards } from "../../src/flash/boards.ts";
import { readRuntime } from "../../src/flash/runtime.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { runtimeImage } from "./runtime-image.ts";

const BOARDS = findBoards(join(import.meta.dirname, "../.."));
const BOARD = findBoard("esp32c3_bare", BOARDS);
const folder = tempFolder();
const WHOLE = runtimeImage(BOARD, 5_000);

function readAs(bytes: Uint8Array, sha256?: string) {
  const file = join(folder, "runtime.bin");
  writeFileSync(file, bytes);
  return readRuntime(file, BOARD, sha256);
}

function changed(at: number, byte: number): Uint8Array {
  const bytes = WHOLE.slice();
  bytes[at] = byte;
  return bytes;
}

/** Its device configuration takes up so many bytes. */
function withTotal(sizeBytes: number): Uint8Array {
  const bytes = WHOLE.slice();
  new DataView(bytes.buffer).setUint32(0x9008, sizeBytes, true);
  return bytes;
}

describe("a runtime", () => {
  it("is taken with its hash", () => {
    const { sha256 } = readAs(WHOLE);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readAs(WHOLE, sha256.toUpperCase()).bytes).toEqual(WHOLE);
  });

  it.each<[string, Uint8Array]>([
    ["is too short", WHOLE.subarray(0, 100)],
    ["has no boot loader", changed(0, 0)],
    ["its application is cut short", WHOLE.subarray(0, 0x10000 + 4_000)],
    ["its application is cut short", WHOLE.subarray(0, WHOLE.length - 1)],
    ["the checksum of its application is wrong", changed(0x10000 + 100, WHOLE[0x10000 + 100] ^ 1)],
    ["the hash of its application is wrong", changed(0x10000 + 4, 1)],
    ["for another chip than the esp32c3", runtimeImage(findBoard("esp32s3_bare", BOARDS), 5_000)],
    ["its partition table has nothing of", changed(0x8000, 0)],
    ["is a generic runtime", changed(0x9000, 0xff)],
    ["configuration that can't be read", changed(0x9004, 0)],
    ["configuration that can't be read", changed(0x900d, 0xff)],
    ["without room for the board's own key", withTotal(0x1fff)],
    ["is too large", new Uint8Array(0x1c0001)],
  ])("is refused when it %s", (message, bytes) => {
    expect(() => readAs(bytes)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
    );
  });

  it("is refused with another hash than the one asked for", () => {
    expect(() => readAs(WHOLE, "00".repeat(32))).toThrow("not that of --runtime-sha256");
  });

  it("that is not named comes with the place to get it from", () => {
    expect(() => readRuntime(undefined, BOARD)).toThrow(`curl -L -o runtime.bin ${BOARD.runtimeUrl}`);
  });
});
