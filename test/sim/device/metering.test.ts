import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FUEL_EXPORT, FULL_FUEL, meter, NotMeterable } from "../../../sim/device/metering.ts";
import { fromHex } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

/**
 * `(func (export "f") (param i32) (result i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
 * (local.get 0))`, and a mutable global: counts down to zero, with two units of work a round.
 */
const COUNTDOWN = fromHex(
  [
    "0061736d01000000",
    "010601" + "60017f017f",
    "03020100",
    "060601" + "7f0141000b",
    "070501" + "01660000",
    "0a1201" + "10" + "00" + "0340" + "2000" + "4101" + "6b" + "2200" + "0d00" + "0b" + "2000" + "0b",
  ].join(""),
);

function countdown(): { f(rounds: number): number; fuel: { value: number } } {
  const module = new WebAssembly.Module(meter(COUNTDOWN) as BufferSource);
  const { f, [FUEL_EXPORT]: fuel } = new WebAssembly.Instance(module).exports;
  return { f: f as (rounds: number) => number, fuel: fuel as WebAssembly.Global<"i32"> };
}

describe("a metered module", () => {
  it("does what it did, and counts its work", () => {
    const { f, fuel } = countdown();

    const result = f(1_000);

    expect(result).toBe(0);
    expect(FULL_FUEL - fuel.value).toBe(2_000);
  });

  it("stops a loop that has used up what it was given", () => {
    const { f, fuel } = countdown();
    fuel.value = 500;
    expect(f(250)).toBe(0);
    fuel.value = 500;
    expect(() => f(252)).toThrow(WebAssembly.RuntimeError);
    expect(fuel.value).toBeLessThan(0);
  });

  it("is made of the same bytes each time", () => {
    expect(meter(COUNTDOWN)).toEqual(meter(COUNTDOWN));
  });
});

describe("what is no module of the VM's kind", () => {
  it("is refused when it is something else or cut short", () => {
    expect(() => meter(new Uint8Array())).toThrow(NotMeterable);
    expect(() => meter(new TextEncoder().encode("#!/bin/sh"))).toThrow(/not a WebAssembly 1 module/);
    for (let size = 0; size < COUNTDOWN.length; size++)
      expect(() => meter(COUNTDOWN.subarray(0, size))).toThrow(NotMeterable);
  });

  it("is refused with an instruction that is not known", () => {
    const module = COUNTDOWN.slice();
    module[module.indexOf(0x6b, 40)] = 0xfd;
    expect(() => meter(module)).toThrow(/unknown instruction 0xfd/);
  });

  it("is refused or rewritten, whatever was done to it, and never kept at for ever", () => {
    const edits = fc.array(fc.tuple(fc.nat(COUNTDOWN.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(edits, (edits) => {
        const module = COUNTDOWN.slice();
        for (const [at, byte] of edits) module[at] = byte;
        try {
          meter(module);
        } catch (error) {
          if (!(error instanceof NotMeterable)) throw error;
        }
      }),
      { numRuns: TRIES },
    );
  });
});
