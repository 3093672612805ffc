import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { PSK, SECRETS, SSID } from "./known-secrets.ts";

const folder = tempFolder();
let files = 0;

/** Scans a file with this content. */
async function scan(content: string | Uint8Array, secrets = SECRETS) {
  const file = join(folder, `${++files}`);
  writeFileSync(file, content);
  return scanCapture(file, secrets);
}

/** `secret degree/channel > observer where (chain)` of each finding. */
async function told(content: string | Uint8Array): Promise<string[]> {
  const { found } = await scan(content);
  return found.map(
    ({ finding: f, where }) => `${f.secret} ${f.rule} > ${f.observer} ${where} (${f.chain.join(", ")})`,
  );
}

/** Of sixty-four values: random bytes look encrypted. */
const noise = Random.stream(1, "flash")
  .bytes(1_100_000)
  .map((byte) => byte & 0x3f);

describe("a search of a file", () => {
  it("says on which line of a serial log a secret is, and how", async () => {
    const log = [
      "ets Jul 29 2019 12:21:46",
      "\u001b[0;32mI (512) wifi: ready\u001b[0m",
      `I (901) wifi: joining ${SSID}`,
      `D (930) cloud: ${Buffer.from(`psk=${PSK}`).toString("base64")}`,
    ];
    expect(await told(log.join("\r\n"))).toEqual([
      "wifi.ssid clear/log > cable on line 3 ()",
      "wifi.psk encoded/log > cable on line 4 (base64)",
    ]);
  });

  it("says at which offset of a flash dump a secret is, across what is read at once", async () => {
    const at = 1_048_570;
    const dump = Buffer.concat([noise.subarray(0, at), Buffer.from(PSK), noise.subarray(at)]);
    expect(await told(dump)).toEqual([`wifi.psk clear/flash > flash at offset 0x${at.toString(16)} ()`]);
  });

  it("looks into a file that gzip has compressed", async () => {
    expect(await told(gzipSync(`one\ntwo ${PSK}\n`))).toEqual(["wifi.psk clear/log > cable on line 2 ()"]);
  });

  it("finds any of several values that a secret has had", async () => {
    const secrets = [{ name: "wifi.psk", values: ["an-earlier-passphrase", PSK] }];
    const { found } = await scan("tried an-earlier-passphrase", secrets);
    expect(found.map(({ finding }) => finding.secret)).toEqual(["wifi.psk"]);
  });

  it("says that nothing was found where nothing is", async () => {
    const capture = await scan(noise);
    expect(verdictOf(capture)).toEqual({
      word: "keeps",
      reason: "wifi.ssid and wifi.psk were not found",
    });
    expect(capture.sizeBytes).toBe(noise.length);
  });

  it("does not take six digits in another order for a code of six digits", async () => {
    const log = Array.from({ length: 5_000 }, (_, i) => `uptime ${100_000 + 37 * i}`).join("\n");
    const { found } = await scan(log, [{ name: "door.pin", values: ["482913"] }]);
    expect(found).toEqual([]);
  });

  it.each([
    ["nothing", "", "it is empty"],
    [
      "half an archive",
      gzipSync(noise.subarray(0, 10_000)).subarray(0, 1_000),
      "its compression is broken or cut short",
    ],
  ])("does not know what is in %s", async (_, content, reason) => {
    expect(verdictOf(await scan(content))).toEqual({ word: "unknown", reason });
  });

  it.each([
    ["snoop", "snoop\0\0\0\0\0\0\u0002"],
    ["btsnoop", "btsnoop\0\0\0\0\u0001"],
    ["Network Monitor", "GMBU\0\u0002"],
  ])("refuses captures in the format of %s, and says what to do", async (name, content) => {
    await expect(scan(content)).rejects.toThrow(`in the format of ${name}. Turn it into pcapng first`);
  });

  it("does not know of secrets that are too short to be searched for", async () => {
    const capture = await scan("1234", [{ name: "door.pin", values: ["12"] }]);
    expect(verdictOf(capture).word).toBe("unknown");
  });
});
