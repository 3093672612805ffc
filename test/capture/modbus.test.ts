/** Modbus over TCP: a value that is written register by register, or read so. */
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome, talk } from "./outcome.ts";

const FIRST_REGISTER = 0x1000;
const value = toBytes(PSK.length % 2 === 0 ? PSK : `${PSK} `);
const registers = Array.from({ length: value.length / 2 }, (_, i) => value.subarray(2 * i, 2 * i + 2));

function message(number: number, ...body: (number | Uint8Array)[]): Uint8Array {
  const content = concat(...body.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)));
  return concat(Uint8Array.of(number >> 8, number & 255, 0, 0, 0, content.length + 1, 1), content);
}

const word = (number: number) => Uint8Array.of(number >> 8, number & 255);
const writeOne = (i: number) => message(i, 6, word(FIRST_REGISTER + i), registers[i]);

/** The same as on a serial line, with a checksum (CRC-16) for a header. */
function serial(framed: Uint8Array): Uint8Array {
  const content = framed.subarray(6);
  let sum = 0xffff;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return concat(content, Uint8Array.of(sum & 255, sum >> 8));
}

const bits = [...value].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> i) & 1));
const writeCoil = (i: number) => message(i, 5, word(i), Uint8Array.of(bits[i] === 1 ? 0xff : 0, 0));
const places = bits.map((_, i) => i);

/** Said by the device, one after the other. */
function said(messages: readonly Uint8Array[]): Uint8Array {
  return talk(...messages.flatMap((one) => [one, ""]));
}

describe("Modbus", () => {
  const order = registers.map((_, i) => i);
  it.each<[string, Uint8Array]>([
    ["one register after the other", said(order.map(writeOne))],
    ["in any order", said(order.toReversed().map(writeOne))],
    [
      "two registers at once",
      said(
        order
          .filter((i) => i % 2 === 0)
          .map((i) => {
            const two = concat(registers[i], registers[i + 1] ?? Uint8Array.of(0, 0));
            return message(i, 16, word(FIRST_REGISTER + i), word(2), 4, two);
          }),
      ),
    ],
    ["one register after the other, as on a serial line", said(order.map((i) => serial(writeOne(i))))],
    ["as answers on a serial line", said(order.map((i) => serial(message(i, 3, 2, registers[i]))))],
    ["one coil after the other", said(places.map(writeCoil))],
    [
      "one coil after the other on a serial line, in any order",
      said(places.toReversed().map((i) => serial(writeCoil(i)))),
    ],
    [
      "sixteen coils at once",
      said(order.map((i) => message(i, 15, word(16 * i), word(16), 2, registers[i]))),
    ],
    ["as answers", said(order.map((i) => message(i, 3, 2, registers[i])))],
  ])("with a value that goes over %s leaks it", async (_, bytes) => {
    expect(Buffer.from(bytes).includes(PSK.slice(0, 5))).toBe(false);
    expect(await outcome(bytes)).toBe("wifi.psk");
  });

  it("without it keeps on a serial line too", async () => {
    const quiet = Array.from({ length: 40 }, (_, i) =>
      serial(message(i, i % 2 === 0 ? 6 : 3, word(i), word(7 * i))),
    );
    expect(await outcome(said(quiet))).toBe("keeps");
  });

  it("without it keeps, and not where a message lacks its end", async () => {
    const quiet = Array.from({ length: 9 }, (_, i) => message(i, 6, word(i), word(7 * i)));
    expect(await outcome(said(quiet))).toBe("keeps");
    const cut = message(10, 6, word(10), word(70)).subarray(0, 10);
    expect(await outcome(talk(concat(...quiet), "", cut))).toBe("unknown: unfinished");
  });
});
