/** Frames of short range: what is encrypted, whitened or in parts shows by their headers, for they are too short to be judged. */
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome, talk } from "./outcome.ts";
import { datagram, pcapOf } from "./wire.ts";

const random = Random.stream(9, "radio");
const header = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const LINK = { bluetoothH4: 187, zigbee: 195, usb: 220, bluetooth: 251, bluetoothWithHeader: 256 };

describe("a frame that is sealed", () => {
  const zigbee = concat(header("418801341200000100" + "0802000001001e01"), header("28"), random.bytes(20));
  const mesh = concat(header("d6be898e421d"), random.bytes(6), Uint8Array.of(21, 0x2a), random.bytes(20));
  const whitened = concat(header("25000000000000000600"), random.bytes(20));
  const part = concat(header("418801341200000100" + "c0300001"), toBytes("something"));
  it.each<[string, number, Uint8Array, string]>([
    ["by Zigbee", LINK.zigbee, zigbee, "opaque"],
    ["by a mesh of Bluetooth", LINK.bluetooth, mesh, "bluetooth"],
    ["by nobody, but whitened", LINK.bluetoothWithHeader, whitened, "link"],
    ["by nobody, but a part of another", LINK.zigbee, part, "parts"],
  ])("%s is a blind spot", async (_, linkType, frame, kind) => {
    expect(await outcome(pcapOf([frame], { linkType }))).toBe(`unknown: ${kind}`);
  });
});

/** A write to an attribute in a packet of HCI. */
function write(value: Uint8Array): Uint8Array {
  const size = (bytes: number) => Uint8Array.of(bytes & 255, bytes >> 8);
  const operation = concat(Uint8Array.of(0x12, 0x10, 0), value);
  const packet = concat(size(operation.length), Uint8Array.of(4, 0), operation);
  return concat(Uint8Array.of(2, 0x40, 0x20), size(packet.length), packet);
}

describe("BluFi", () => {
  const frames = (control: number) => [
    write(concat(Uint8Array.of(0x0d, 0x10 | control, 1, 12, PSK.length, 0), toBytes(PSK.slice(0, 10)))),
    write(concat(Uint8Array.of(0x0d, control, 2, PSK.length - 10), toBytes(PSK.slice(10)))),
  ];
  it("has its parts put together", async () => {
    expect(await outcome(pcapOf(frames(0), { linkType: LINK.bluetoothH4 }))).toBe("wifi.psk");
  });

  it("that is encrypted is a blind spot", async () => {
    const [first] = frames(1);
    expect(await outcome(pcapOf([first], { linkType: LINK.bluetoothH4 }))).toMatch(/^unknown: .*opaque/);
  });
});

describe("a transfer over USB", () => {
  const usb = (content: Uint8Array, length = content.length) => {
    const bytes = new Uint8Array(64);
    bytes.set([0x43, 3, 0x82, 5, 1, 0, 0x2d, 0], 8);
    new DataView(bytes.buffer).setUint32(32, length, true);
    return concat(bytes, content);
  };
  it("of a chip of FTDI is read without its status", async () => {
    const status = Uint8Array.of(1, 0x60);
    const content = concat(
      status,
      toBytes(`${"x".repeat(54)}${PSK.slice(0, 8)}`),
      status,
      toBytes(PSK.slice(8)),
    );
    expect(await outcome(pcapOf([usb(content)], { linkType: LINK.usb }))).toBe("wifi.psk");
  });

  it("that was not recorded in full is a blind spot", async () => {
    expect(await outcome(pcapOf([usb(toBytes("something"), 90)], { linkType: LINK.usb }))).toMatch(
      /^unknown: .*cut/,
    );
  });
});

describe("short messages of ciphertext, none of which can be told alone", () => {
  const many = (make: (i: number) => Uint8Array) => Array.from({ length: 30 }, (_, i) => make(i));
  const request = (body: Uint8Array) =>
    concat(toBytes(`POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`), body);
  const CONNECT = concat(header("100d00044d5154540402003c000161"));
  const publish = (body: Uint8Array) => concat(Uint8Array.of(0x30, 3 + body.length, 0, 1, 0x74), body);
  const behind = (i: number) =>
    concat(Uint8Array.of(0, 0, 0x55, 0xab, 0, 0, 0, i, 0, 0, 0, 7), random.bytes(16));
  it.each<[string, () => Uint8Array]>([
    ["bodies of HTTP", () => talk(concat(...many(() => request(random.bytes(32)))))],
    ["messages of MQTT", () => talk(concat(CONNECT, ...many(() => publish(random.bytes(16)))))],
    ["datagrams behind a header", () => pcapOf(many((i) => datagram(7000, behind(i))))],
  ])("are judged together: %s", async (_, make) => {
    expect(await outcome(make())).toMatch(/^unknown: .*opaque/);
  });

  it("are not taken for it where they are numbers and texts", async () => {
    const reading = (i: number) => {
      const bytes = new Uint8Array(24);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, 0x55aa0001);
      view.setUint32(4, i);
      view.setFloat32(8, 20 + i / 7);
      view.setFloat32(12, 1013 + i / 3);
      view.setUint16(20, 400 + 13 * i);
      return bytes;
    };
    expect(await outcome(pcapOf(many((i) => datagram(7000, reading(i)))))).toBe("keeps");
  });
});
