/**
 * FAT in a dump. The images were made by mkfs.fat 4.2 and mtools 4.0: a file goes on in clusters that do not follow each
 * other, and a value, if there is one, from one to the next.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { fatIn, readFat } from "../../src/capture/images/fat.ts";
import { SLOW_TRIES as TRIES } from "../soak.ts";
import { outcome } from "./outcome.ts";

const SECRETS = [{ name: "wifi.psk", values: ["maple-otter-4417-canal"] }];
const PAGE_BYTES = 4096;
const VALUE = "maple-otter-4417-canal";

function image(name: string): Uint8Array {
  return new Uint8Array(
    gunzipSync(readFileSync(join(import.meta.dirname, "file-systems", `${name}.bin.gz`))),
  );
}

/** A partition of ESP-IDF's wear levelling after so many sectors were moved: the free one, and behind all the state. */
function worn(system: Uint8Array, moved: number, moves = 0): Uint8Array {
  const pages = system.length / PAGE_BYTES;
  const partition = new Uint8Array((pages + 2) * PAGE_BYTES).fill(0xff);
  partition.set(system.subarray(0, moved * PAGE_BYTES));
  partition.set(system.subarray(moved * PAGE_BYTES), (moved + 1) * PAGE_BYTES);
  const state = new DataView(partition.buffer, (pages + 1) * PAGE_BYTES);
  const words = [0, pages + 1, moves, 0, 16, PAGE_BYTES, 2, 0x1234];
  for (const [i, word] of words.entries()) state.setUint32(4 * i, word, true);
  for (let record = 0; record < moved; record++) state.setUint32(64 + 16 * record, record, true);
  return partition;
}

/** One file of clusters of a page, which follow each other, in FAT with 12 bits. */
function holding(file: Uint8Array): Uint8Array {
  const clusters = Math.ceil(file.length / PAGE_BYTES);
  const whole = new Uint8Array((1 + clusters) * PAGE_BYTES);
  const view = new DataView(whole.buffer);
  const [reserved, perCluster, rootEntries] = [6, 8, 16];
  whole.set([0xeb, 0x3c, 0x90]);
  view.setUint16(11, 512, true);
  whole[13] = perCluster;
  view.setUint16(14, reserved, true);
  whole[16] = 1;
  view.setUint16(17, rootEntries, true);
  view.setUint16(19, (1 + clusters) * perCluster, true);
  view.setUint16(22, 1, true);
  view.setUint16(510, 0xaa55, true);
  for (let number = 2; number < 2 + clusters; number++) {
    const next = number === 1 + clusters ? 0xfff : number + 1;
    const at = 512 * reserved + Math.floor((3 * number) / 2);
    const shift = number % 2 === 0 ? 0 : 4;
    view.setUint16(at, view.getUint16(at, true) | (next << shift), true);
  }
  whole.set(file, PAGE_BYTES);
  return whole;
}

describe("FAT in a dump", () => {
  it("has its files put together", async () => {
    expect(Buffer.from(image("fat-kept")).includes(VALUE)).toBe(false);
    expect(await outcome(image("fat-kept"), SECRETS)).toBe("wifi.psk");
    expect(await outcome(image("fat-quiet"), SECRETS)).toBe("keeps");
  });

  it("is read on wear levelling that has moved some sectors", async () => {
    for (const moved of [0, 1, 7]) {
      expect(await outcome(worn(image("fat-kept"), moved), SECRETS), `${moved}`).toBe("wifi.psk");
      expect(await outcome(worn(image("fat-quiet"), moved), SECRETS), `${moved}`).toBe("keeps");
    }
  });

  it("is a blind spot on wear levelling that has come around", async () => {
    expect(await outcome(worn(image("fat-quiet"), 0, 1), SECRETS)).toBe("unknown: filesystem");
  });

  it("is a blind spot where clusters belong to no file, a chain has no end, or the dump ends before it", async () => {
    const quiet = image("fat-quiet");
    const orphan = quiet.slice();
    orphan.set(Buffer.from("what is this"), orphan.length - 512);
    const { tableAt } = fatIn(quiet)!;
    const broken = quiet.slice();
    // The second cluster of the first file leads to none.
    broken.set([broken[tableAt + 3] & 0, broken[tableAt + 4] & 0xf0], tableAt + 3);
    for (const bytes of [orphan, broken, quiet.subarray(0, quiet.length - PAGE_BYTES)])
      expect(await outcome(bytes, SECRETS)).toBe("unknown: filesystem");
  });

  it("is a blind spot in a file of another one, which is put together", async () => {
    expect(await outcome(holding(new Uint8Array(8 * PAGE_BYTES).fill(0x2e)), SECRETS)).toBe("keeps");
    expect(await outcome(holding(image("fat-quiet")), SECRETS)).toBe("unknown: filesystem");
  });

  it("is read without a crash, whatever is damaged in its tables", () => {
    const kept = image("fat-kept");
    const random = Random.stream(1, "damaged tables");
    for (let i = 0; i < TRIES; i++) {
      const damaged = kept.slice();
      for (let times = 0; times < 4; times++) damaged[random.below(1_536)] = random.below(256);
      const fat = fatIn(damaged);
      // Larger ones are not held.
      if (fat === null || fat.sizeBytes > damaged.length) continue;
      expect(() => readFat(damaged, fat)).not.toThrow();
    }
  });
});
