import { describe, expect, it } from "vitest";
import { transferText } from "../../src/report/transfer.ts";

describe("how far a transfer has come", () => {
  it.each<[number, number, number, string]>([
    [0, 300_000, 2_000, "0 %"],
    [30_000, 300_000, 100, "10 %"],
    [150_000, 300_000, 2_000, "50 %, 75 kB/s, 2 s left"],
    [40_000, 4_000_000, 4_000, "1 %, 10 kB/s, 6 min 36 s left"],
    [300_000, 300_000, 4_000, "100 %, 75 kB/s, 0 s left"],
    [0, 0, 0, "100 %"],
  ])("%d of %d bytes after %d ms: %4$s", (doneBytes, totalBytes, millis, text) => {
    expect(transferText({ doneBytes, totalBytes, millis })).toBe(text);
  });
});
