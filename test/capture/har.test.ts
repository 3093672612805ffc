import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchArchive } from "../../src/capture/har.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../../src/capture/scanned-capture.ts";
import { Search } from "../../src/capture/search.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SLOW_MILLIS, SLOW_TRIES } from "../soak.ts";
import { PSK, SECRETS, SSID } from "./known-secrets.ts";
import { UNPACKERS } from "./unpackers.ts";

const folder = tempFolder();
let files = 0;

/** A HAR file with these entries, a second apart. */
function archive(...entries: object[]): string {
  const all = entries.map((entry, i) => ({ startedDateTime: `2026-01-01T10:00:0${i}.000Z`, ...entry }));
  const log = { version: "1.2", creator: { name: "a test", version: "1" }, entries: all };
  return JSON.stringify({ log });
}

function post(url: string, postData: object, headers: object[] = []): object {
  return { request: { method: "POST", url, headers, postData }, response: { status: 204 } };
}

async function scan(content: string): Promise<ScannedCapture> {
  const file = join(folder, `${++files}`);
  writeFileSync(file, content);
  return scanCapture(file, SECRETS);
}

async function told(content: string): Promise<string[]> {
  const { found } = await scan(content);
  return found.map(
    ({ finding: f, where }) =>
      `${f.secret} ${f.rule} > ${f.observer} ${f.to} ${where} (${f.chain.join(", ")}) ${f.atMicros}`,
  );
}

const QUIET = post("https://cloud.example/", { text: "{}" });

describe("a HAR file", () => {
  it("is searched request by request, and it is said who was told", async () => {
    const body = { mimeType: "application/json", text: JSON.stringify({ ssid: SSID }) };
    const header = { name: "Authorization", value: `Basic ${Buffer.from(`me:${PSK}`).toString("base64")}` };
    expect(await told(archive(QUIET, post("https://pairing.example/v1", body, [header])))).toEqual([
      "wifi.ssid clear/http > endpoint pairing.example:443 in request 2 (json) 1000000",
      "wifi.psk encoded/http > endpoint pairing.example:443 in request 2 (json, base64) 1000000",
    ]);
  });

  it("has addresses with secrets in them, which who is on the path sees where there is no TLS", async () => {
    expect(
      await told(archive({ request: { method: "GET", url: `http://a.example:81/join?psk=${PSK}` } })),
    ).toEqual(
      ["endpoint", "network"].map((o) => `wifi.psk clear/http > ${o} a.example:81 in request 1 () 0`),
    );
  });

  it("has bodies of bytes", async () => {
    const bytes = Buffer.concat([Buffer.from([0, 255, 1, 254]), Buffer.from(PSK), Buffer.from([128])]);
    const content = { encoding: "base64", text: bytes.toString("base64") };
    const request = { method: "GET", url: "https://a.example/" };
    expect(await told(archive({ request, response: { content } }))).toEqual([
      "wifi.psk clear/http > endpoint a.example:443 in the response to request 1 () 0",
    ]);
    expect(
      await told(archive({ request, response: { content: { ...content, text: `!${PSK}` } } })),
    ).toHaveLength(1);
  });

  it("has messages of web sockets", async () => {
    const request = { method: "GET", url: "wss://a.example/live" };
    const data = Buffer.from(PSK).toString("base64");
    const messages = [{ type: "send", opcode: 2, data, time: 1 }];
    expect(await told(archive({ request, _webSocketMessages: messages }))).toEqual([
      "wifi.psk clear/http > endpoint a.example:443 in a message sent over request 1 () 0",
    ]);
  });

  it("without a secret in it keeps it", async () => {
    const capture = await scan(archive(QUIET, QUIET));
    expect(capture).toMatchObject({ format: "har", events: 2, durationMicros: 1e6 });
    expect(verdictOf(capture).word).toBe("keeps");
  });

  it.each<[string, object, string]>([
    [
      "a request without its body and its size",
      { request: { method: "POST", url: "https://a.example/" }, response: { status: 204 } },
      "leftOut",
    ],
    ["a request without an answer", { request: { method: "GET", url: "https://a.example/" } }, "leftOut"],
    [
      "an answer without content and its size",
      { request: { method: "GET", url: "https://a.example/" }, response: { status: 200 } },
      "leftOut",
    ],
  ])("with %s is not kept", async (_, entry, kind) => {
    const { notUnderstood } = await scan(archive(QUIET, entry));
    expect(notUnderstood.map((spot) => spot.kind)).toEqual([kind]);
  });

  it("is kept where it says that a body has no bytes", async () => {
    const entry = { request: { method: "POST", url: "https://a.example/", bodySize: 0 } };
    const response = { status: 200, bodySize: 0 };
    expect(verdictOf(await scan(archive({ ...entry, response }))).word).toBe("keeps");
  });

  it("has members that the format does not know, and some that are there twice", async () => {
    const coded = Buffer.from(`psk=${PSK}`).toString("base64");
    const known = archive(QUIET);
    expect(await told(known.replace('"version"', `"_notes":{"a":["${coded}"]},"version"`))).toEqual([
      "wifi.psk encoded/http > endpoint null beside the requests (base64) 0",
    ]);
    const twice = known.replace('"method"', `"url":"https://a.example/?k=${coded}","method"`);
    expect((await scan(twice)).found.map(({ finding }) => finding.secret)).toEqual(["wifi.psk"]);
    expect(verdictOf(await scan(twice.replace(coded, "-"))).word).toBe("unknown");
  });

  it.each([
    ["cut short", archive(QUIET, post("https://a.example/", { text: PSK })).slice(0, -6)],
    ["broken", archive(QUIET).replace('"POST"', `POST ${PSK}`)],
    ["with requests that are none", archive({ request: PSK })],
    ["with something behind it", `${archive(QUIET)}${" ".repeat(600_000)}${PSK}`],
  ])("%s is searched as text too, and that is said", async (_, content) => {
    const { found, blindSpots } = await scan(content);
    expect(found.map(({ finding }) => finding.secret)).toContain("wifi.psk");
    expect(found.every(({ where }) => where !== null)).toBe(true);
    expect(blindSpots).toEqual(["not all of it is as a HAR file is: it was searched as text as well"]);
    expect(verdictOf(await scan(content.replace(PSK, "-"))).word).toBe("unknown");
  });

  it(
    "may be changed in any way, and is still read to its end",
    async () => {
      const text = Buffer.from(
        archive(QUIET, { ...QUIET, response: { content: { text: "AAAA", encoding: "base64" } } }),
      );
      const search = new Search(SECRETS, nodeScanTools.crypto);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { maxLength: 4 }),
          fc.nat(),
          async (bytes, cut) => {
            const changed = Buffer.from(
              text.subarray(0, text.length - (cut % 7 === 0 ? cut % text.length : 0)),
            );
            for (const [at, byte] of bytes) changed[at % changed.length] = byte;
            const pieces = async function* () {
              yield changed.subarray(0, 100);
              yield changed.subarray(100);
            };
            const { requests } = await searchArchive({ pieces }, search, UNPACKERS);
            expect(requests).toBeLessThanOrEqual(2);
            expect(search.results()).toEqual([]);
          },
        ),
        { numRuns: SLOW_TRIES },
      );
    },
    SLOW_MILLIS,
  );
});
