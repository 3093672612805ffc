/**
 * File systems in a dump. The images of LittleFS were written by littlefs 2.11 itself: a directory, a small file, and one
 * of 11,000 bytes, in which a value goes on from one block to the next, or there is none, or which was erased again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { littleFsIn, readLittleFs } from "../../src/capture/images/littlefs.ts";
import { SLOW_TRIES as TRIES } from "../soak.ts";
import { outcome } from "./outcome.ts";

const SECRETS = [{ name: "wifi.psk", values: ["maple-otter-4417-canal"] }];
const BLOCK_BYTES = 4096;

function image(name: string): Uint8Array {
  return new Uint8Array(
    gunzipSync(readFileSync(join(import.meta.dirname, "file-systems", `${name}.bin.gz`))),
  );
}

describe("LittleFS in a dump", () => {
  it.each([
    ["littlefs-kept", "wifi.psk"],
    ["littlefs-erased", "wifi.psk"],
    ["littlefs-quiet", "keeps"],
  ])("has its files put together: %s", async (name, expected) => {
    expect(await outcome(image(name), SECRETS)).toBe(expected);
  });

  it("is read wherever its partition begins", async () => {
    const dump = new Uint8Array(5 * BLOCK_BYTES + image("littlefs-kept").length).fill(0xff);
    dump.set(image("littlefs-kept"), 5 * BLOCK_BYTES);
    expect(await outcome(dump, SECRETS)).toBe("wifi.psk");
  });

  it("is a blind spot where blocks belong to no file, or the dump ends before it", async () => {
    const quiet = image("littlefs-quiet");
    const orphan = quiet.slice();
    orphan.set(new TextEncoder().encode("what is this"), orphan.length - BLOCK_BYTES);
    expect(await outcome(orphan, SECRETS)).toBe("unknown: filesystem");
    expect(await outcome(quiet.subarray(0, quiet.length - BLOCK_BYTES), SECRETS)).toBe("unknown: filesystem");
  });

  it("is a blind spot where a pointer, or the checksum of all commits, is damaged", async () => {
    const quiet = image("littlefs-quiet");
    const { files } = readLittleFs(quiet, littleFsIn(quiet)!);
    const last = files[0][2].byteOffset - (files[0][2].byteOffset % BLOCK_BYTES);
    for (const place of [last, 0, BLOCK_BYTES]) {
      const damaged = quiet.slice();
      damaged[place] ^= 0x40;
      if (place !== last) damaged[BLOCK_BYTES - place] ^= 0x40;
      expect(await outcome(damaged, SECRETS), `${place}`).toBe("unknown: filesystem");
    }
  });

  it("is a blind spot where the size of its blocks is damaged", async () => {
    const damaged = image("littlefs-quiet");
    for (const block of [0, 1]) damaged.fill(0, block * BLOCK_BYTES + 24, block * BLOCK_BYTES + 28);
    expect(await outcome(damaged, SECRETS)).toBe("unknown: filesystem");
  });

  it("is read without a crash, whatever is damaged in its metadata", () => {
    const kept = image("littlefs-kept");
    const system = littleFsIn(kept)!;
    const random = Random.stream(1, "damaged file systems");
    for (let i = 0; i < TRIES; i++) {
      const damaged = kept.slice();
      for (let times = 0; times < 4; times++) damaged[random.below(4 * BLOCK_BYTES)] = random.below(256);
      const { files, unplaced } = readLittleFs(damaged, system);
      expect(files.length + unplaced).toBeGreaterThan(0);
    }
  });
});
