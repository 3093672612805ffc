/** Packets inside of others, of kinds that have no reader; and content that frames have beside their packets. */
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome } from "./outcome.ts";
import { datagram, inside, ipv6, pcapOf, segment, syn } from "./wire.ts";

const HALF = 9;
const message = `POST / HTTP/1.1\r\nContent-Length: ${PSK.length}\r\n\r\n${PSK}`;
const cut = message.length - PSK.length + HALF;
/** The value lies across two segments. */
const SPLIT = [syn(), segment(0, message.slice(0, cut)), segment(cut, message.slice(cut))];
const frame = (type: number, content: Uint8Array) =>
  concat(new Uint8Array(12).fill(2), Uint8Array.of(type >> 8, type & 255), content);
const header = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** An IPv4 packet of a protocol. */
function ipv4(protocol: number, content: Uint8Array, offset = 0, hasMore = false): Uint8Array {
  const bytes = concat(inside(syn()).subarray(0, 20), content);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, bytes.length);
  view.setUint16(6, (hasMore ? 0x2000 : 0) | (offset / 8));
  bytes[9] = protocol;
  return bytes;
}

describe("a tunnel that has no reader of its own", () => {
  it.each<[string, (packet: Uint8Array, whole: Uint8Array) => Uint8Array]>([
    ["of frames in batman-adv", (_, whole) => frame(0x4305, concat(header("400f3206020000000002"), whole))],
    ["of frames in TRILL", (_, whole) => frame(0x22f3, concat(header("080000010002"), whole))],
    ["with a vendor's header", (packet) => frame(0x88b5, concat(header("0102030405060708"), packet))],
    ["of VXLAN on another port", (_, whole) => datagram(14_789, concat(header("0800000000002a00"), whole))],
    ["in UDP alone", (packet) => datagram(5555, packet)],
    ["in an echo of ICMP", (packet) => frame(0x0800, ipv4(1, concat(header("0800000000010001"), packet)))],
    ["of an access point in CAPWAP", (packet) => datagram(5247, concat(new Uint8Array(40), packet))],
  ])("%s is read, and its streams are put together", async (_, wrap) => {
    expect(await outcome(pcapOf(SPLIT.map((whole) => wrap(inside(whole), whole))))).toBe("wifi.psk");
  });

  it("of IPv6 packets is read as well", async () => {
    const packets = SPLIT.flatMap((whole) => ipv6(whole));
    expect(await outcome(pcapOf(packets.map((packet) => datagram(3544, packet))))).toBe("wifi.psk");
  });

  it("that compresses is a blind spot", async () => {
    expect(await outcome(pcapOf([frame(0x0800, ipv4(108, toBytes("nothing to see")))]))).toBe(
      "unknown: coding",
    );
  });
});

describe("a value in two frames", () => {
  const halves = [toBytes(PSK.slice(0, HALF)), toBytes(PSK.slice(HALF))];
  const chunk = (content: Uint8Array) => {
    const length = 16 + content.length;
    const head = concat(
      header("0003"),
      Uint8Array.of(length >> 8, length & 255),
      header("000000010000000000000000"),
    );
    return concat(head, content, new Uint8Array((4 - (length % 4)) % 4));
  };
  it.each<[string, readonly Uint8Array[]]>([
    ["of an unknown type", halves.map((half, i) => frame(0x88b5, concat(Uint8Array.of(i), half)))],
    [
      "of an unknown protocol over IP",
      halves.map((half, i) => frame(0x0800, ipv4(253, concat(Uint8Array.of(i), half)))),
    ],
    ["of SCTP", halves.map((half) => frame(0x0800, ipv4(132, concat(new Uint8Array(12), chunk(half)))))],
    [
      "with a header of eight bytes",
      halves.map((half, i) => datagram(7000, concat(new Uint8Array(8).fill(7 + 90 * i), half))),
    ],
  ])("%s is found", async (_, frames) => {
    expect(await outcome(pcapOf(frames))).toBe("wifi.psk");
  });
});

describe("bytes that a packet's length leaves out", () => {
  it("behind it are searched", async () => {
    const trailer = toBytes(` ${Buffer.from(PSK).toString("base64")}`);
    expect(await outcome(pcapOf([concat(datagram(7000, toBytes("quiet")), trailer)]))).toBe("wifi.psk");
  });

  it("because a fragment says them again are searched", async () => {
    const udp = inside(datagram(7000, new Uint8Array(40).fill(0x41))).subarray(20);
    const again = concat(udp.subarray(0, 8), toBytes(PSK.padEnd(40, ".")));
    const parts = [ipv4(17, udp, 0, true), ipv4(17, again, 0, true), ipv4(17, new Uint8Array(8), 48)];
    expect(await outcome(pcapOf(parts.map((part) => frame(0x0800, part))))).toBe("wifi.psk");
  });
});
