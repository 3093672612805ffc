/** The excerpt of a capture around the place where a secret was found. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { captureReport } from "../../src/report/capture-report.ts";
import { PSK, SECRETS, SSID } from "../capture/known-secrets.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { rendered } from "./checked.ts";

const folder = tempFolder();
let files = 0;

async function reported(content: string | Uint8Array) {
  const file = join(folder, `${++files}.bin`);
  writeFileSync(file, content);
  return captureReport(await scanCapture(file, SECRETS), "--secrets secrets.json");
}

describe("a capture's report", () => {
  it("shows what stands around a secret, which is marked with its length and its encoding", async () => {
    const told = Buffer.from(PSK).toString("base64");
    const { findings } = await reported(`GET /a HTTP/1.1\r\nx-key: ${told}\r\nx-home: ${SSID}\r\n`);
    const psk = findings.find(({ secret }) => secret === "wifi.psk")!;
    expect(psk.evidence!.content).toMatch(
      /^GET \/a HTTP\/1\.1\nx-key: ‹wifi\.psk, \d+ bytes as base64›\nx-home: ‹wifi\.ssid, \d+ bytes›\n$/,
    );
  });

  it("shows bytes that are no text as a dump", async () => {
    const report = await reported(
      Buffer.concat([Buffer.alloc(600, 1), Buffer.from(PSK), Buffer.alloc(900, 2)]),
    );
    const content = report.findings[0].evidence!.content!;
    expect(content).toMatch(/^….*▒▒ ▒▒/s);
    expect(content).toContain("‹wifi.psk, ");
    expect(rendered("html", [report])).toContain("<mark>‹wifi.psk, ");
  });

  it("cuts no other secret at the edge of what it shows", async () => {
    for (let gap = 480; gap < 540; gap++) {
      const report = await reported(`key ${PSK} ${".".repeat(gap)}${SSID} end`);
      const shown = JSON.stringify(report);
      for (let at = 0; at + 4 <= SSID.length; at++) expect(shown).not.toContain(SSID.slice(at, at + 4));
      for (let at = 0; at + 4 <= PSK.length; at++) expect(shown).not.toContain(PSK.slice(at, at + 4));
    }
  });
});
