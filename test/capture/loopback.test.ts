import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { concat } from "../../sim/tape/bytes.ts";
import type { Observer } from "../../sim/tape/tape.ts";
import { type ScanOptions, scanCapture } from "../../src/capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../../src/capture/scanned-capture.ts";
import { buildImage } from "../../src/compile/build.ts";
import { observe } from "../../src/judge/verdict/observe.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { subject } from "../judge/judged.ts";
import { listening, recorded, whyNoRecording } from "./loopback.ts";
import { carryingKeys } from "./wire.ts";

const folder = tempFolder();
const obstacle = whyNoRecording();
/** True where tests must be complete: what is missing is a failure there, and no reason to skip them. */
const isComplete = process.env.CI !== undefined;

const { request, secrets } = relay();

/** Request of lesson 1's cloud relay to its first server, and the credentials that it was given. */
function relay() {
  const { image } = buildImage("devs/lessons/01-cloud-relay/leaky.ts");
  const options = { seed: 1, virtualMicros: 10e6, policy: {} };
  const { run, secrets } = observe(subject(image, options), { ...options, crypto: nodeCrypto });
  const writes = run.tape.events.filter((e) => e.channel === "http" && e.from === "device");
  const request = concat(...writes.filter((e) => e.stream === writes[0].stream).map((e) => e.payload!));
  return { request, secrets: secrets.map(({ name, value }) => ({ name, values: [value] })) };
}

describe.skipIf(obstacle !== null && !isComplete)("a capture of real sockets", () => {
  beforeAll(() => {
    if (obstacle !== null) throw new Error(obstacle);
  });

  it("has the relay's upload in it", async () => {
    const bodies: string[] = [];
    const server = createServer(async (incoming, response) => {
      bodies.push(await text(incoming));
      response.setHeader("connection", "close").end("{}");
    });
    const port = await listening(server);
    const capture = await recorded(port, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.write(request);
      expect(await text(socket)).toContain("200 OK");
    });
    server.close();

    const scanned = await scan(capture);

    expect(bodies.map((body) => Object.keys(JSON.parse(body)))).toEqual([["ssid", "psk"]]);
    expect(scanned.format).toBe("pcapng");
    expect(verdictOf(scanned)).toEqual({ word: "leaks", reason: "wifi.psk and wifi.ssid were found" });
    expect(toldTo(scanned, "endpoint")).toEqual(upload(port));
    expect(toldTo(scanned, "network")).toEqual(upload(port));
  });

  it("has the upload in it where TLS hides it, for who has the keys", async () => {
    const keys: Buffer[] = [];
    const secured = { ...PRE_SHARED, pskCallback: () => PRE_SHARED_KEY };
    const server = createTlsServer(secured, (socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\n")),
    );
    server.on("keylog", (line) => keys.push(line));
    const port = await listening(server);
    const capture = await recorded(port, async () => {
      const socket = connectTls({
        ...{ ...PRE_SHARED, port, host: "127.0.0.1", servername: "pairing.cloud.example" },
        pskCallback: () => ({ psk: PRE_SHARED_KEY, identity: "a test" }),
        checkServerIdentity: () => undefined,
      });
      socket.write(request);
      expect(await text(socket)).toContain("200 OK");
    });
    server.close();
    const keylog = join(folder, "keys");
    writeFileSync(keylog, Buffer.concat(keys));
    const withKeys = Buffer.from(carryingKeys(capture, Buffer.concat(keys)));
    const otherKeys = join(folder, "other-keys");
    writeFileSync(otherKeys, "");

    const opened = await scan(capture, { keylog });

    const spoke = `pairing.cloud.example:${port} spoke TLS, which hides the content, and`;
    expect(verdictOf(await scan(capture))).toEqual({
      word: "unknown",
      reason: expect.stringContaining(`${spoke} there is no key log (--keylog) (`),
    });
    expect(verdictOf(await scan(capture, { keylog: otherKeys }))).toEqual({
      word: "unknown",
      reason: expect.stringContaining(`${spoke} the key log has no key for it (`),
    });
    expect(verdictOf(await scan(withKeys))).toEqual({
      word: "unknown",
      reason: expect.stringContaining(
        `${spoke} it was not decrypted: the capture carries keys, which --tshark would use (`,
      ),
    });
    expect(toldTo(await scan(withKeys, { useTshark: true }), "endpoint")).toEqual(upload(port));
    expect(opened.blindSpots).toEqual([]);
    expect(toldTo(opened, "endpoint")).toEqual(upload(port));
    expect(toldTo(opened, "network")).toEqual([]);
    expect(opened.found.every(({ where }) => /^in frame \d+$/.test(where!))).toBe(true);
  });
});

/** Without certificates, which would run out. */
const PRE_SHARED = { ciphers: "PSK", minVersion: "TLSv1.3", maxVersion: "TLSv1.3" } as const;
const PRE_SHARED_KEY = Buffer.alloc(32, "a key that both know");

async function scan(capture: Buffer, options?: ScanOptions): Promise<ScannedCapture> {
  const file = join(folder, "capture");
  writeFileSync(file, capture);
  return scanCapture(file, secrets, options);
}

/** The relay's two findings, as `secret rule > to (chain)`. */
function upload(port: number): string[] {
  return ["wifi.psk", "wifi.ssid"].map((name) => `${name} clear/http > pairing.cloud.example:${port} (json)`);
}

function toldTo({ found }: ScannedCapture, observer: Observer): string[] {
  return found
    .filter(({ finding }) => finding.observer === observer)
    .map(({ finding: f }) => `${f.secret} ${f.rule} > ${f.to} (${f.chain.join()})`);
}
