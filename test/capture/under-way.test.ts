/** Conversations that begin before the recording, or inside of another one. */
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome, talk, talkUnderWay } from "./outcome.ts";
import { datagram, pcapOf } from "./wire.ts";

const HALVES = [PSK.slice(0, 9), PSK.slice(9)];
const chunks = HALVES.map((half) => `${half.length.toString(16)}\r\n${half}\r\n`).join("");
const CHUNKED = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;

describe("HTTP with a value across two chunks", () => {
  it.each<[string, Uint8Array]>([
    ["behind the end of a body", talkUnderWay(`tail of a body\r\n${CHUNKED}`)],
    ["behind a greeting of SOCKS", talk(Uint8Array.of(5, 1, 0), Uint8Array.of(5, 0), CHUNKED)],
    ["behind the header of a proxy", talk(`PROXY TCP4 192.0.2.1 192.0.2.2 1 80\r\n${CHUNKED}`)],
    ["through a proxy", talk("CONNECT x:80 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", CHUNKED)],
    ["behind an empty line", talk(`POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na=b\r\n${CHUNKED}`)],
  ])("is read %s", async (_, capture) => {
    expect(await outcome(capture)).toBe("wifi.psk");
  });
});

const masked = (content: Uint8Array, first = 0x81) => {
  const mask = Uint8Array.of(0x91, 0x37, 0xa2, 0x5c);
  const body = content.map((byte, i) => byte ^ mask[i & 3]);
  return concat(Uint8Array.of(first, 0x80 | content.length), mask, body);
};
const UPGRADE = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
const UPGRADED = "HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\n";

describe("a WebSocket", () => {
  it.each<[string, Uint8Array]>([
    ["that was under way", talkUnderWay(masked(toBytes(`{"psk":"${PSK}"}`)))],
    [
      "that was under way in the middle of a frame",
      talkUnderWay(masked(toBytes('{"hello":"there"}')).subarray(9), masked(toBytes(`{"psk":"${PSK}"}`))),
    ],
    ["that was under way and compresses", talkUnderWay(masked(deflateRawSync(`{"psk":"${PSK}"}`), 0xc1))],
    [
      "with a ping between the parts of a message",
      talk(
        UPGRADE,
        UPGRADED,
        concat(
          masked(toBytes(HALVES[0]), 1),
          masked(toBytes("ping"), 0x89),
          masked(toBytes(HALVES[1]), 0x80),
        ),
      ),
    ],
  ])("%s is unmasked", async (_, capture) => {
    expect(await outcome(capture)).toBe("wifi.psk");
  });
});

const connect = (version: number) => {
  const properties = version > 4 ? [0] : [];
  const body = concat(toBytes("\0\u0004MQTT"), Uint8Array.of(version, 2, 0, 60, ...properties, 0, 1, 0x61));
  return concat(Uint8Array.of(0x10, body.length), body);
};
const publish = (text: string, properties: readonly number[] = []) =>
  concat(Uint8Array.of(0x30, 3 + properties.length + text.length, 0, 1, 0x74, ...properties), toBytes(text));

describe("a value in two messages on one topic of MQTT", () => {
  const both = (properties: readonly number[] = []) =>
    concat(...HALVES.map((half) => publish(half, properties)));
  it.each<[string, Uint8Array]>([
    ["from a client of version 5", talk(concat(connect(5), both([0])))],
    ["from the server", talk(connect(4), concat(Uint8Array.of(0x20, 2, 0, 0), both()))],
    ["whose connection was under way", talkUnderWay(both())],
  ])("%s is found", async (_, capture) => {
    expect(await outcome(capture)).toBe("wifi.psk");
  });
});

it("HTTP/2 that was under way has its body put together", async () => {
  const data = (text: string, flags: number) =>
    concat(Uint8Array.of(0, 0, text.length, 0, flags, 0, 0, 0, 5), toBytes(text));
  expect(await outcome(talkUnderWay(concat(data(HALVES[0], 0), data(HALVES[1], 1))))).toBe("wifi.psk");
});

describe("a value over labels of a name", () => {
  const label = (text: string) => concat(Uint8Array.of(text.length), toBytes(text));
  const name = concat(...[...HALVES, "example"].map(label), Uint8Array.of(0));
  const message = concat(Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0), name, Uint8Array.of(0, 1, 0, 1));
  it.each<[string, Uint8Array]>([
    ["over a connection", talk(concat(Uint8Array.of(0, message.length), message))],
    ["at another port", pcapOf([datagram(5300, message)])],
  ])("that is looked up %s is found", async (_, capture) => {
    expect(await outcome(capture)).toBe("wifi.psk");
  });
});

describe("TLS whose first record comes in parts", () => {
  const body = Uint8Array.from({ length: 94 }, (_, i) => (i * 151 + 7) & 255);
  const hello = concat(
    Uint8Array.of(22, 3, 3, 0, 100, 1, 0, 0, 96, 3, 3),
    body,
    Uint8Array.of(0, 0).subarray(1),
  );
  it.each([1, 5])("of which the first has %i bytes is noticed", async (cut) => {
    expect(await outcome(talkUnderWay(hello.subarray(0, cut), hello.subarray(cut)))).toMatch(
      /^unknown: .*tls/,
    );
  });
});

it("a message of TP-Link's protocol is read, which hides nothing", async () => {
  let key = 171;
  const content = toBytes(`{"smartconfig":{"psk":"${PSK}"}}`).map((byte) => (key ^= byte));
  expect(await outcome(pcapOf([datagram(9999, content)]))).toBe("wifi.psk");
  expect(await outcome(talk(concat(Uint8Array.of(0, 0, 0, content.length), content)))).toBe("wifi.psk");
});

it("lines of base 64 in a body are joined", async () => {
  const text = Buffer.from(`${"x".repeat(50)}psk=${PSK} and more text`).toString("base64");
  const lines = text.replace(/.{76}/g, "$&\r\n");
  expect(await outcome(talk(`POST / HTTP/1.1\r\nContent-Length: ${lines.length}\r\n\r\n${lines}`))).toBe(
    "wifi.psk",
  );
});
