/** Several recordings are searched for the same secrets: what is computed from them is computed once. */
import { describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import { ByteSource } from "../../src/capture/byte-source.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { scanRecording } from "../../src/capture/scan-recording.ts";
import { SECRETS } from "./known-secrets.ts";

async function keysComputedBy(scans: number, listOf: () => typeof SECRETS): Promise<number> {
  let count = 0;
  const { crypto } = nodeScanTools;
  const counted = {
    ...crypto,
    pbkdf2Sha1: (...what: Parameters<typeof crypto.pbkdf2Sha1>) => {
      count++;
      return crypto.pbkdf2Sha1(...what);
    },
  };
  const bytes = toBytes("I (12) app: ready\n");
  async function* pieces() {
    yield bytes;
  }
  const open = () =>
    ByteSource.of({ name: "a log", sizeBytes: bytes.length, pieces: pieces() }, nodeScanTools);
  for (let i = 0; i < scans; i++)
    await scanRecording({ name: "a log", open, inside: async () => null, messages: null }, listOf(), {
      crypto: counted,
    });
  return count;
}

describe("a list of secrets", () => {
  it("has its keys computed once for all recordings", async () => {
    const once = await keysComputedBy(1, () => [...SECRETS]);
    expect(once).toBeGreaterThan(0);
    const list = [...SECRETS];
    expect(await keysComputedBy(3, () => list)).toBe(once);
    expect(await keysComputedBy(3, () => [...SECRETS])).toBe(3 * once);
  });
});
