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
    ["as answers", said(order.map((i) => message(i, 3, 2, registers[i])))],
  ])("with a value that goes over %s leaks it", async (_, bytes) => {
    expect(Buffer.from(bytes).includes(PSK.slice(0, 5))).toBe(false);
    expect(await outcome(bytes)).toBe("wifi.psk");
  });

  it("without it keeps, and not where a message lacks its end", async () => {
    const quiet = Array.from({ length: 9 }, (_, i) => message(i, 6, word(i), word(7 * i)));
    expect(await outcome(said(quiet))).toBe("keeps");
    const cut = message(10, 6, word(10), word(70)).subarray(0, 10);
    expect(await outcome(talk(concat(...quiet), "", cut))).toBe("unknown: unfinished");
  });
});
