/** A second-hand board with other firmware: its flash is searched, whatever wrote it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeTableEntry } from "../../sim/board/partition-table.ts";
import { toBytes } from "../../sim/tape/bytes.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import { contentsText } from "../../src/report/board-contents.ts";
import { dump } from "../../src/tasks/dump.ts";
import { forget } from "../../src/tasks/forget.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { inNoTime } from "../flash/no-time.ts";
import { storePage } from "../flash/store-page.ts";
import { expectPlain, followed } from "./followed.ts";

const FLASH_BYTES = 4 * 1024 * 1024;
const PSK = canary("wifi.psk", 5).value;
const secrets = [{ name: "wifi.psk", values: [PSK] }];

/** A board with a table of ESP-IDF's, a program, and this at these places. */
function board(parts: readonly (readonly [offset: number, bytes: Uint8Array])[]) {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  for (const [offset, bytes] of parts) flash.set(bytes, offset);
  const file = join(tempFolder(), "board.bin");
  writeFileSync(file, flash);
  return { port: `sim:esp32c3=${file}`, contents: () => readFileSync(file) };
}

const TABLE = [
  { name: "nvs", type: 1, subtype: 2, offset: 0x9000, sizeBytes: 0x6000 },
  { name: "app", type: 0, subtype: 0, offset: 0x10000, sizeBytes: 0x100000 },
].map((entry, i) => [0x8000 + 32 * i, encodeTableEntry(entry)] as const);
const PROGRAM = [0x10000, toBytes("I am a program that says: hello. ".repeat(100))] as const;
const NETWORK = [0x9000, storePage("sta.pswd", toBytes(PSK))] as const;

async function dumped(port: string, known: typeof secrets = []) {
  const result = await inNoTime(() => dump({ port, secrets: known }, followed()));
  expectPlain(result);
  const text = contentsText(result);
  expect(text + JSON.stringify(result)).not.toContain(PSK);
  return { ...result, text };
}

describe("dump of a board with other firmware", () => {
  it("finds the network's passphrase in its store, though nobody named it", async () => {
    const { exitCode, found, text } = await dumped(board([...TABLE, PROGRAM, NETWORK]).port);
    expect(exitCode).toBe(1);
    expect(found).toMatchObject([{ secret: "wifi.psk", degree: "clear", offset: 0x9060 }]);
    expect(text).toContain("No firmware of DeviceScript's is on the board");
  });

  it("finds a secret that is named, wherever it lies", async () => {
    const { port } = board([...TABLE, PROGRAM, [0x300000, toBytes(`psk=${PSK}`)]]);
    expect(await dumped(port, secrets)).toMatchObject({ exitCode: 1, found: [{ offset: 0x300004 }] });
    expect((await dumped(port)).exitCode).toBe(4);
  });

  it("is as it should be where what is named is not there, and never where nothing is named", async () => {
    const { port } = board([...TABLE, PROGRAM]);
    expect(await dumped(port, secrets)).toMatchObject({ exitCode: 0, found: [] });
    const unnamed = await dumped(port);
    expect(unnamed.exitCode).toBe(4);
    expect(unnamed.text).toContain("unknown: name the credentials to look for with --secrets");
  });

  it("does not answer for what it can't read", async () => {
    const sealed = Uint8Array.from(
      { length: 64 * 1024 },
      (_, i) => (Math.imul(i * i + 7, 0x9e3779b1) >>> 13) & 255,
    );
    const { port } = board([...TABLE, PROGRAM, [0x200000, sealed]]);
    const { exitCode, text } = await dumped(port, secrets);
    expect(exitCode).toBe(4);
    expect(text).toMatch(/Not all could be read: .*(?:encrypted|compressed)/);
  });

  it("says so where all is erased", async () => {
    expect(await dumped(board([]).port)).toMatchObject({
      exitCode: 0,
      text: "All of the flash is erased.\n",
    });
  });
});

it("forget leaves such a board as it is, and says what does look into it", async () => {
  const { port, contents } = board([...TABLE, PROGRAM, NETWORK]);
  const before = contents();
  const forgetting = inNoTime(() => forget({ port, secrets }, followed()));
  await expect(forgetting).rejects.toThrow(
    /no partitions of DeviceScript's runtime.*"tightlip dump" looks into it/,
  );
  expect(contents().equals(before)).toBe(true);
});
