/** Recordings that are made here: other instances of the kinds in the folder of cases. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { PSK, SECRETS, SSID } from "./known-secrets.ts";
import { ack, datagram, pcapOf, segment, syn } from "./wire.ts";

const folder = tempFolder();
const random = Random.stream(7, "siblings");
const ciphertext = (sizeBytes: number) => random.bytes(sizeBytes);
let files = 0;

/** Secrets that are found, or the kinds of blind spots. */
async function outcome(content: string | Uint8Array, secrets = SECRETS): Promise<string> {
  const file = join(folder, `${++files}`);
  writeFileSync(file, content);
  const capture = await scanCapture(file, secrets);
  const { word } = verdictOf(capture);
  if (word === "keeps") return word;
  if (word === "unknown") return `unknown: ${capture.notUnderstood.map(({ kind }) => kind).join(" ")}`;
  return [...new Set(capture.found.map(({ finding }) => finding.secret))].sort().join(" ");
}

/** A connection on which the two ends say this in turn; the client begins. */
function talk(...said: readonly (string | Uint8Array)[]): Uint8Array {
  const frames = [syn()];
  const at = [0, 0];
  said.forEach((what, i) => {
    const bytes = typeof what === "string" ? toBytes(what) : what;
    if (i % 2 === 0) frames.push(segment(at[0], bytes));
    else frames.push(ack(at[0], Buffer.from(bytes).toString("latin1")));
    at[i % 2] += bytes.length;
  });
  return pcapOf(frames);
}

const record = (type: number, content: Uint8Array) =>
  concat(Uint8Array.of(type, 3, 3, content.length >> 8, content.length & 255), content);
const CLIENT_HELLO = record(22, concat(Uint8Array.of(1, 0, 0, 96, 3, 3), ciphertext(94)));
const SEALED = record(23, ciphertext(300));

describe("TLS that begins later", () => {
  it.each<[string, readonly (string | Uint8Array)[]]>([
    ["IMAP", ["a STARTTLS\r\n", "a OK\r\n", CLIENT_HELLO]],
    ["POP3", ["STLS\r\n", "+OK\r\n", CLIENT_HELLO]],
    ["Postgres", [Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47), "S", CLIENT_HELLO]],
    ["LDAP", [Uint8Array.of(0x30, 0x1d, 2, 1, 1, 0x77, 0x18), "ok", CLIENT_HELLO]],
    ["a record that was under way", [concat(ciphertext(120), SEALED, SEALED)]],
  ])("in %s is noticed", async (_, said) => {
    expect(await outcome(talk(...said))).toMatch(/^unknown: .*tls/);
  });
});

describe("a sealed datagram", () => {
  const many = (port: number, make: () => Uint8Array) =>
    pcapOf(Array.from({ length: 6 }, () => datagram(port, make())));
  it.each<[string, number, () => Uint8Array, string]>([
    ["QUIC that was under way", 443, () => concat(Uint8Array.of(0x52), ciphertext(300)), "quic"],
    ["DTLS 1.2", 5684, () => concat(Uint8Array.of(23, 0xfe, 0xfd), ciphertext(80)), "dtls"],
    ["DTLS 1.3", 5684, () => concat(Uint8Array.of(0x2e), ciphertext(120)), "dtls"],
    ["OpenVPN", 1194, () => concat(Uint8Array.of(0x48), ciphertext(120)), "openvpn"],
    ["a vendor's protocol", 32_100, () => concat(Uint8Array.of(0xf1, 0xd0, 0, 96), ciphertext(96)), "opaque"],
  ])("of %s is noticed", async (_, port, make, kind) => {
    expect(await outcome(many(port, make))).toMatch(new RegExp(`^unknown: .*${kind}`));
  });
});

describe("a message over a connection", () => {
  const inflated = deflateRawSync(JSON.stringify({ psk: PSK }));
  const UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n";
  const ANSWER = "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
  const publish = concat(Uint8Array.of(0x30, 3 + PSK.length, 0, 1, 0x74), toBytes(PSK));
  const mask = Uint8Array.of(9, 8, 7, 6);
  const masked = concat(
    Uint8Array.of(0x82, 0x80 | publish.length),
    mask,
    publish.map((byte, i) => byte ^ mask[i & 3]),
  );
  it.each<[string, readonly (string | Uint8Array)[], string]>([
    [
      "with a raw deflate body",
      [
        concat(
          toBytes(
            `PUT / HTTP/1.1\r\nContent-Encoding: deflate\r\nContent-Length: ${inflated.length}\r\n\r\n`,
          ),
          inflated,
        ),
      ],
      "wifi.psk",
    ],
    [
      "with an unknown coding",
      ["PUT / HTTP/1.1\r\nContent-Encoding: dcb\r\nContent-Length: 4\r\n\r\nabcd"],
      "unknown: coding",
    ],
    ["whose body is cut", ["PUT / HTTP/1.1\r\nContent-Length: 40\r\n\r\nabcd"], "unknown: unfinished"],
    ["in MQTT over a WebSocket", [UPGRADE, ANSWER, masked], "wifi.psk"],
  ])("%s", async (_, said, expected) => {
    expect(await outcome(talk(...said))).toBe(expected);
  });
});

describe("a transfer", () => {
  it("by TFTP is put together", async () => {
    const block = (number: number, text: string) => concat(Uint8Array.of(0, 3, 0, number), toBytes(text));
    const half = PSK.slice(0, 9);
    const frames = [datagram(3000, block(1, `psk=${half}`)), datagram(3000, block(2, PSK.slice(9)))];
    expect(await outcome(pcapOf(frames))).toBe("wifi.psk");
  });

  it("of CoAP that OSCORE seals is noticed", async () => {
    const message = concat(Uint8Array.of(0x44, 2, 0, 1, 1, 2, 3, 4, 0x92, 9, 1, 0xff), ciphertext(20));
    expect(await outcome(pcapOf([datagram(5683, message)]))).toBe("unknown: oscore");
  });
});

describe("a HAR file", () => {
  const entry = (request: object, response: object = {}) =>
    JSON.stringify({
      log: { entries: [{ request: { method: "POST", url: "https://a.example/", ...request }, response }] },
    });
  it.each<[string, string, string]>([
    ["a redirect", entry({}, { redirectURL: `https://b.example/?k=${PSK}` }), "wifi.psk"],
    [
      "a file that was sent",
      entry({ postData: { params: [{ name: "f", fileName: "a.bin" }] } }),
      "unknown: leftOut",
    ],
    ["an answer that was left out", entry({}, { content: { size: 99 } }), "unknown: leftOut"],
  ])("has %s", async (_, content, expected) => {
    expect(await outcome(content)).toBe(expected);
  });
});

describe("a log", () => {
  const bytes = Buffer.from(`joining with ${PSK} now!`);
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) =>
    bytes.subarray(16 * i, 16 * i + 16),
  );
  const pairs = (row: Uint8Array) => Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  it.each<[string, string]>([
    [
      "hexdump -C",
      rows.map((row, i) => `${(16 * i).toString(16).padStart(8, "0")}  ${pairs(row)}  |${row}|`).join("\n"),
    ],
    ["colours inside of a value", `psk ${PSK.slice(0, 8)}\u001b[0;32m${PSK.slice(8)}\u001b[0m`],
    ["S-records", rows.map((row, i) => sRecord(16 * i, row)).join("\r\n")],
  ])("has %s", async (_, content) => {
    expect(await outcome(content)).toBe("wifi.psk");
  });

  it.each([
    ["spaces", " "],
    ["returns", "\r"],
    ["orders to a terminal", "\u001b["],
  ])("may have a line of a million %s", async (_, filling) => {
    expect(await outcome(`${filling.repeat(1_000_000)} ${PSK} \n`)).toBe("wifi.psk");
  });

  it.each<[string, string, string]>([
    ["the code for WiFi", "a;b:c,d\\e-long", "WIFI:T:WPA;P:a\\;b\\:c\\,d\\\\e-long;;"],
    ["CSV", 'say "hello" twice', 'x,"say ""hello"" twice"'],
    ["decomposed letters", "Käse-Füße-99", "psk=Käse-Füße-99".normalize("NFD")],
  ])("has a value in %s", async (_, value, content) => {
    expect(await outcome(content, [{ name: "wifi.psk", values: [value] }])).toBe("wifi.psk");
  });
});

function sRecord(address: number, content: Uint8Array): string {
  const bytes = [content.length + 3, address >> 8, address & 255, ...content];
  const sum = 255 - (bytes.reduce((all, byte) => all + byte, 0) & 255);
  return `S1${Buffer.from([...bytes, sum])
    .toString("hex")
    .toUpperCase()}`;
}

describe("a flash dump", () => {
  it("has a value of NVS in chunks on two pages", async () => {
    const flash = Buffer.alloc(8192, 0xff);
    const half = PSK.slice(0, 9);
    [half, PSK.slice(9)].forEach((text, chunk) => {
      const page = flash.subarray(4096 * chunk);
      page.writeUInt32LE(0xfffffffe, 0);
      page.writeUInt32LE(chunk, 4);
      page[8] = 0xfe;
      page[32] = 0b1111_1010;
      page.set([1, 0x42, 2, chunk], 64);
      page.fill(0, 72, 88);
      page.write("network", 72);
      page.writeUInt16LE(text.length, 88);
      page.write(text, 96);
    });
    expect(await outcome(flash)).toBe("wifi.psk");
  });

  it("that is packed is unpacked first", async () => {
    expect(await outcome(gzipSync(Buffer.from(`\0\u0001${SSID}\0`)))).toBe("wifi.ssid");
  });
});
