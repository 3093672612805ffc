import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FieldValue,
  fixedBytes,
  leastBytes,
  MAX_DATA_BYTES,
  packFields,
  unpackFields,
} from "../../../../sim/bus/pack.ts";
import type { FieldSpec, PacketSpec } from "../../../../sim/device/image.ts";
import { TRIES } from "../../../soak.ts";
import { catalogue } from "./catalogue.ts";

const packets = catalogue().flatMap((service) =>
  service.packets.map((packet) => ({ label: `${service.shortId}.${packet.name} ${packet.kind}`, packet })),
);

function packetOf(...fields: FieldSpec[]): PacketSpec {
  return { kind: "rw", name: "test", identifier: 0x80, fields };
}

function field(type: string, storage: number, more: Partial<FieldSpec> = {}): FieldSpec {
  return { name: "_", type, storage, ...more };
}

/** Whole values that the field holds exactly. */
function valuesOf({ type, storage, shift = 0, isFloat = false }: FieldSpec): fc.Arbitrary<FieldValue> {
  const size = Math.abs(storage);
  if (type === "bool") return fc.boolean();
  if (type.startsWith("string"))
    return fc.string({ maxLength: size || 12 }).map((text) => cut(text, size || 48));
  if (type === "bytes" || type === "pipe" || type === "devid" || type.startsWith("u8[")) {
    return fc.uint8Array({ minLength: size, maxLength: size || 16 });
  }
  if (isFloat) return fc.double({ noNaN: true }).map((n) => (size === 4 ? Math.fround(n) : n));
  const bits = Math.min(52, 8 * size - (storage < 0 ? 1 : 0));
  const least = storage < 0 ? -(2 ** bits) : 0;
  return fc
    .integer({ min: Math.max(least, -(2 ** 31)), max: Math.min(2 ** bits - 1, 2 ** 31 - 1) })
    .map((n) => n / 2 ** shift);
}

/** No text of Jacdac's has a zero in it. */
function cut(text: string, sizeBytes: number): string {
  let rest = text.replaceAll("\0", "");
  while (new TextEncoder().encode(rest).length > sizeBytes) rest = rest.slice(0, -1);
  return rest;
}

describe("packing", () => {
  it.each(packets)("gives back what was packed: $label", ({ packet }) => {
    const repeatsFrom = packet.fields.findIndex((f) => f.startRepeats);
    const once = repeatsFrom < 0 ? packet.fields : packet.fields.slice(0, repeatsFrom);
    const repeated = repeatsFrom < 0 ? [] : packet.fields.slice(repeatsFrom);
    const values = fc
      .tuple(
        fc.tuple(...once.map(valuesOf)),
        fc.array(fc.tuple(...repeated.map(valuesOf)), { maxLength: repeated.length > 0 ? 4 : 0 }),
      )
      .map(([first, groups]) => [...first, ...groups.flat()]);
    fc.assert(
      fc.property(values, (given) => {
        const data = packFields(packet, given);
        expect(unpackFields(packet, data)).toEqual(given);
        expect(data.length).toBeGreaterThanOrEqual(leastBytes(packet));
        expect(fixedBytes(packet) ?? data.length).toBe(data.length);
      }),
      { numRuns: 20 },
    );
  });

  it("never fails on data of any length, nor on values that no field holds", () => {
    const anything = fc.oneof(
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.uint8Array(),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...packets),
        fc.uint8Array({ maxLength: MAX_DATA_BYTES }),
        fc.array(anything, { maxLength: 300 }),
        ({ packet }, data, values) => {
          unpackFields(packet, data);
          expect(packFields(packet, values).length).toBeLessThanOrEqual(MAX_DATA_BYTES);
        },
      ),
      { numRuns: TRIES },
    );
  });

  it("clamps numbers to what the field can hold, up to the last bit of 64", () => {
    const hex = (f: FieldSpec, value: number) =>
      Buffer.from(packFields(packetOf(f), [value])).toString("hex");
    expect(hex(field("u8", 1), 300)).toBe("ff");
    expect(hex(field("i16", -2), -1e9)).toBe("0080");
    expect(hex(field("u0.16", 2, { shift: 16 }), 1)).toBe("ffff");
    expect(hex(field("u64", 8), Number.POSITIVE_INFINITY)).toBe("ffffffffffffffff");
    expect(hex(field("i64", -8), -1e30)).toBe("0000000000000080");
    expect(hex(field("u32", 4), Number.NaN)).toBe("00000000");
  });

  it("fills fixed texts up with zeros, ends inner texts with one, and repeats whole groups only", () => {
    const name = field("string", 8);
    expect(packFields(packetOf(name), ["lamp"])).toEqual(Uint8Array.of(108, 97, 109, 112, 0, 0, 0, 0));
    expect(unpackFields(packetOf(name), new TextEncoder().encode("lamp"))).toEqual(["lamp"]);
    const pair = packetOf(field("string0", 0), field("bytes", 0));
    expect(packFields(pair, ["a", Uint8Array.of(7)])).toEqual(Uint8Array.of(97, 0, 7));
    const groups = packetOf(field("u8", 1), field("u8", 1, { startRepeats: true }), field("i8", -1));
    expect(packFields(groups, [9, 1, -1, 2])).toEqual(Uint8Array.of(9, 1, 255, 2, 0));
    expect(unpackFields(groups, Uint8Array.of(9, 1, 255, 2))).toEqual([9, 1, -1, 2]);
  });
});
