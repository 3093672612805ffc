/** The excerpt of a capture around the place where a secret was found. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { captureReport } from "../../src/report/capture-report.ts";
import { PSK, SECRETS, SSID } from "../capture/known-secrets.ts";
import { tempFolder } from "../compile/temp-project.ts";

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
    expect(psk.evidence!.content).toMatch(/^\*-key: ‹wifi\.psk, \d+ bytes as base64›\r?$/);
  });

  it("shows of bytes that are no text nothing but where they are", async () => {
    const report = await reported(
      Buffer.concat([
        Buffer.alloc(600, 1),
        Buffer.from(PSK),
        Buffer.from(PSK.slice(0, 9)),
        Buffer.alloc(900, 2),
      ]),
    );
    expect(report.findings[0].evidence).toMatchObject({
      content: null,
      where: expect.stringContaining("0x258"),
    });
    expect(JSON.stringify(report)).not.toContain(PSK.slice(0, 9));
  });

  it("shows words beside a finding, and no letters and digits that could be a piece in some encoding", async () => {
    const piece = PSK.slice(0, 7);
    const shifted = Array.from(piece, (c) => String.fromCharCode(c.charCodeAt(0) + 1)).join("");
    const pieces = [
      shifted,
      Buffer.from(piece).toString("base64"),
      Buffer.from(piece).toString("hex"),
      Array.from(piece, (c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(""),
      Array.from(piece, (c, at) => `${at}${c}`).join(";"),
      Array.from(piece, (c) => `${c}x`).join(""),
    ];
    for (const told of pieces) {
      const { findings } = await reported(`part=${told} token=${PSK}\n`);
      const content = findings.find(({ secret }) => secret === "wifi.psk")!.evidence!.content!;
      expect(content).toMatch(/ token=‹wifi\.psk, /);
      expect(content).not.toContain(told.slice(0, 6));
      expect(content.match(/[A-Za-z0-9]+(?==‹)/g)).toEqual(["token"]);
    }
  });

  it("masks pieces of secrets, and secrets too short to be searched for, beside what was found", async () => {
    const spaced = [...SSID.slice(0, 8)].join(" ");
    const sevens = PSK.slice(0, 7);
    const file = join(folder, `${++files}.log`);
    writeFileSync(file, `k=${PSK} ${sevens} pin=7731\nh=${SSID} ${spaced}\n`);
    const secrets = [...SECRETS, { name: "pin", values: ["7731"] }];
    const { findings } = captureReport(await scanCapture(file, secrets), "--secrets secrets.json");
    const contents = findings.map(({ evidence }) => evidence!.content).join("\n");
    expect(contents).toContain("*=‹wifi.psk, ");
    expect(contents).not.toContain(sevens.slice(0, 5));
    expect(contents).not.toContain("7731");
    expect(contents).not.toContain(spaced.slice(0, 9));
  });

  it("counts what is on one line of a log once, and names no file by a secret", async () => {
    const file = join(folder, `log-${PSK}.log`);
    writeFileSync(file, `first\nk=${PSK}\n`);
    const report = captureReport(await scanCapture(file, SECRETS), "--secrets secrets.json");
    expect(report.findings[0]).toMatchObject({ count: 1, places: [{ where: "on line 2" }] });
    expect(JSON.stringify(report)).not.toContain(PSK);
  });

  it("cuts no nested encoding at its edge, however often something is found", async () => {
    const nested = Buffer.from(Buffer.from(SSID).toString("base64")).toString("hex");
    const report = await reported(`${PSK}${".".repeat(40)}${nested} ${`${PSK} `.repeat(700)}`);
    const shown = JSON.stringify(report);
    for (let at = 0; at + 12 <= nested.length; at++) expect(shown).not.toContain(nested.slice(at, at + 12));
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
