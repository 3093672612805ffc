import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../../sim/tape/bytes.ts";
import { Scanner } from "../../../src/judge/search/scan.ts";

const VALUE = "canary-keeper-of-the-light";
const MASK = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const scanner = new Scanner([{ name: "wifi.psk", value: VALUE }]);

function masked(text: string, opcode: number): Uint8Array {
  const content = toBytes(text).map((byte, i) => byte ^ MASK[i & 3]);
  return concat(Uint8Array.of(opcode, 0x80 | content.length), MASK, content);
}

describe("a message of a WebSocket's client", () => {
  it("is unmasked, also where a value goes on in the next frame", () => {
    const one = scanner.scan(masked(`psk=${VALUE}`, 0x81));
    expect(one).toMatchObject([{ secret: "wifi.psk", degree: "encoded", chain: ["websocket mask"] }]);
    const two = scanner.scan(concat(masked(VALUE.slice(0, 9), 0x01), masked(VALUE.slice(9), 0x80)));
    expect(two).toMatchObject([{ secret: "wifi.psk", chain: ["websocket mask"] }]);
  });

  it("that is cut short, or no frame, is left as it is", () => {
    expect(scanner.scan(masked(`psk=${VALUE}`, 0x81).subarray(0, 20))).toEqual([]);
    expect(scanner.scan(concat(Uint8Array.of(0x8f, 0x80), MASK))).toEqual([]);
  });
});
