/** Captures that tightlip does not read itself, and tshark does, where the user says so. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import type { KnownSecret } from "../../src/capture/known-secret.ts";
import { findTshark } from "../../src/capture/packets/tshark.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { PSK, SECRETS } from "./known-secrets.ts";
import { inside, pcapOf, segment, syn } from "./wire.ts";

const folder = tempFolder();
const CONTAINERS = join(import.meta.dirname, "cases/containers");
const isMissing = findTshark() === null;
/** True where tests must be complete. */
const isComplete = process.env.CI !== undefined;

async function verdict(
  bytes: Uint8Array,
  useTshark: boolean,
  secrets: readonly KnownSecret[] = SECRETS,
): Promise<string> {
  const file = join(folder, "capture");
  writeFileSync(file, bytes);
  const { word, reason } = verdictOf(await scanCapture(file, secrets, { useTshark }));
  return `${word}: ${reason}`;
}

/** IP in Frame Relay (RFC 2427): address, control, and the mark of IP. */
const FRAME_RELAY = 107;
function overFrameRelay(...frames: readonly Uint8Array[]): Uint8Array {
  const header = Uint8Array.of(0x18, 0x41, 0x03, 0xcc);
  return pcapOf(
    frames.map((frame) => concat(header, inside(frame))),
    { linkType: FRAME_RELAY },
  );
}

describe.skipIf(isMissing && !isComplete)("tshark, where the user has it read", () => {
  beforeAll(() => {
    if (isMissing) throw new Error("tshark is not installed");
  });

  const secrets = readSecretFile(join(CONTAINERS, "secrets.json"), () => {});
  it.each(["5views", "erf", "lanalyzer", "netmon2", "ngsniffer", "snoop", "visual"])(
    "opens the format %s, in which the value is in two packets",
    async (ending) => {
      const bytes = readFileSync(join(CONTAINERS, `split.${ending}`));
      await expect(verdict(bytes, false, secrets)).rejects.toThrow(/or let tshark read it \(--tshark\)/);
      expect(await verdict(bytes, true, secrets)).toBe("leaks: wifi.psk and wifi.ssid were found");
    },
  );

  it("opens nothing that TLS hides in it", async () => {
    const bytes = readFileSync(join(CONTAINERS, "tls.ngsniffer"));
    expect(await verdict(bytes, true, secrets)).toMatch(/^unknown: cloud\.example:443 spoke TLS/);
  });

  it("says so where it can't read a file, or not write it", async () => {
    const broken = concat(
      toBytes("snoop\u0000\u0000\u0000\u0000\u0000\u0000\u0002"),
      new Uint8Array(64).fill(7),
    );
    const unwritable = readFileSync(join(CONTAINERS, "split.commview-ncf"));
    for (const bytes of [broken, unwritable])
      expect(await verdict(bytes, true, secrets)).toMatch(
        /^unknown: .*tshark broke off, or could not read it/,
      );
  });

  const half = PSK.length >> 1;
  const split = [syn(), segment(0, PSK.slice(0, half)), segment(half, PSK.slice(half))];

  it("finds the packets in frames of a link that is not read here", async () => {
    expect(await verdict(overFrameRelay(...split), true)).toBe("leaks: wifi.psk was found");
    const quiet = overFrameRelay(syn(), segment(0, "quiet"));
    expect(await verdict(quiet, false)).toMatch(
      /^unknown: 2 frames of a kind of link that is not read \(link type 107\)/,
    );
    expect(await verdict(quiet, true)).toMatch(/^keeps/);
  });

  it("leaves frames a blind spot in which it finds none", async () => {
    const other = pcapOf([Uint8Array.of(0x18, 0x41, 3, 0x80, ...toBytes("what is this"))], {
      linkType: FRAME_RELAY,
    });
    expect(await verdict(other, true)).toMatch(/^unknown: 1 frame of a kind of link that is not read/);
  });
});
