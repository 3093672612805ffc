/** Replays in the per-user cache: how many there are, and which go. */
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { keepReplays, keptReplays } from "../src/kept-replays.ts";
import { tempFolder } from "./compile/temp-project.ts";

const id = (n: number) => `r${n.toString(16).padStart(8, "0")}`;

it("are bounded in number: those that were kept first go first", () => {
  const dir = tempFolder();
  vi.stubEnv("TIGHTLIP_CACHE", dir);
  const limits = { kept: 20, least: 10 };
  const warn = vi.fn();
  const folder = join(dir, "replays");
  for (let n = 0; n < 100; n++) {
    keepReplays([{ id: id(n), command: `tightlip check ${n}`, leaks: [] }], warn, limits);
    // Clocks of file systems may be slower than this.
    const name = readdirSync(folder).find((one) => one.includes(id(n)))!;
    utimesSync(join(folder, name), n, n);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(limits.kept);
  }
  const kept = keptReplays(warn).map((replay) => replay.id);
  expect(kept.length).toBeGreaterThanOrEqual(limits.least);
  expect(kept).toEqual(kept.map((_, i) => id(99 - i)));

  const many = Array.from({ length: 30 }, (_, n) => ({
    id: id(1000 + n),
    command: "tightlip run",
    leaks: [],
  }));
  keepReplays(many, warn, limits);
  expect(keptReplays(warn)).toHaveLength(limits.least);
  expect(keptReplays(warn).every((replay) => replay.id >= id(1000))).toBe(true);
  expect(warn).not.toHaveBeenCalled();
});
