/** Bytes of a file that no reader is there for: blocks, members and trailers hold a value as well as packets do. */
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome } from "./outcome.ts";
import { datagram, pcapngOf } from "./wire.ts";

const block = (type: number, body: Uint8Array) => {
  const padded = concat(body, new Uint8Array((4 - (body.length % 4)) % 4));
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  return concat(words(type, 12 + padded.length), padded, words(12 + padded.length));
};
const QUIET = pcapngOf([datagram(7000, toBytes("quiet"))]);
/** In base 64, so that only a search finds it. */
const CODED = toBytes(`psk=${Buffer.from(PSK).toString("base64")}`);

describe("a block of pcapng", () => {
  it.each<[string, Uint8Array, string]>([
    ["of a journal", block(9, CODED), "wifi.psk"],
    ["of somebody's own", block(0x0bad, CODED), "wifi.psk"],
    ["of an unknown type with the value", block(7, CODED), "wifi.psk"],
    ["of an unknown type", block(7, toBytes("something")), "unknown: block"],
    ["of a packet, cut short", block(6, toBytes("something")), "unknown: block"],
    [
      "that has less than it says",
      block(6, Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0, 1])),
      "unknown: cut",
    ],
  ])("%s", async (_, bytes, expected) => {
    expect(await outcome(concat(QUIET, bytes))).toBe(expected);
  });

  it("of a packet may have a comment", async () => {
    const header = new Uint8Array(20);
    header[12] = header[16] = 4;
    const comment = concat(
      Uint8Array.of(1, 0, CODED.length, 0),
      CODED,
      new Uint8Array((4 - (CODED.length % 4)) % 4),
    );
    expect(await outcome(concat(QUIET, block(6, concat(header, toBytes("abcd"), comment))))).toBe("wifi.psk");
  });
});

describe("a HAR file", () => {
  const request = { method: "GET", url: "https://a.example/", headers: [] };
  const archive = (entry: object, log: object = {}, root: object = {}) =>
    JSON.stringify({ log: { version: "1.2", ...log, entries: [{ request, ...entry }] }, ...root });
  const coded = Buffer.from(PSK).toString("base64");
  it.each<[string, string, string]>([
    ["a long parameter", archive({ _q: { value: `${"x".repeat(70_000)} ${coded}` } }), "wifi.psk"],
    ["a member called text", archive({ _error: { text: coded } }), "wifi.psk"],
    ["a member called headers", archive({ _more: { headers: [{ k: coded }] } }), "wifi.psk"],
    ["a comment of its maker", archive({}, { creator: { name: "x", comment: coded } }), "wifi.psk"],
    ["a member beside the log", archive({}, {}, { other: PSK }), "wifi.psk"],
    [
      "an answer whose length is only in its head",
      archive({
        response: { status: 200, headers: [{ name: "Content-Length", value: "50" }], content: { size: 0 } },
      }),
      "unknown: leftOut",
    ],
    [
      "a value over two messages of a web socket",
      archive({
        _webSocketMessages: [PSK.slice(0, 9), PSK.slice(9)].map((data) => ({
          type: "send",
          data,
          opcode: 1,
        })),
      }),
      "wifi.psk",
    ],
  ])("with %s", async (_, content, expected) => {
    expect(await outcome(content)).toBe(expected);
  });
});

describe("a recording that is not read", () => {
  it.each<[string, string | Uint8Array]>([
    ["tshark's JSON", '[\n  {\n    "_index": "packets-2023-11-14"'],
    ["Wireshark's text", "Frame 1: 54 bytes on wire (432 bits), 54 bytes captured"],
    [
      "a hexadecimal dump of packets",
      "0000  02 00 00 00 00 02 02 00 00 00 00 01 08 00 45 00   ..............E.\n",
    ],
    ["tcpdump's text", "12:00:00.000000 IP 192.0.2.1.5 > 192.0.2.2.80: Flags [S]\n"],
    ["Observer", "ObserverPktBufferVersion=15.00"],
    ["LZMA", Uint8Array.of(0x5d, 0, 0, 0x80, 0, 1, 2, 3)],
    ["tar", concat(new Uint8Array(257), toBytes("ustar\u000000"), new Uint8Array(300))],
  ])("is refused, and it is said what to do: %s", async (name, content) => {
    await expect(outcome(content)).rejects.toThrow(new RegExp(`${name}.*(?:first|Scan|Record)`));
  });
});
