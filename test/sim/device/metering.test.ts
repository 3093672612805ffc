import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FUEL_EXPORT, FULL_FUEL, meter, NotMeterable } from "../../../sim/device/metering.ts";
import { fromHex, toHex } from "../../../sim/tape/bytes.ts";
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

function sized(...hex: readonly string[]): string {
  const content = hex.join("");
  return (content.length / 2).toString(16).padStart(2, "0") + content;
}

/**
 * Three functions that leave by other ways than their end: `f` calls itself `n` times and returns 7 + n, `g` branches out
 * with 9 unless `n` is zero, `k` calls the import `e.h` after a branch of its own and returns `n`.
 */
const WAYS_OUT = fromHex(
  [
    "0061736d01000000",
    `01${sized("02", "60017f017f", "600000")}`,
    `02${sized("01", "0165", "0168", "0001")}`,
    `03${sized("03", "000000")}`,
    `06${sized("01", "7f0141000b")}`,
    `07${sized("03", "01660001", "01670002", "016b0003")}`,
    `0a${sized(
      "03",
      sized("00", "2000", "45", "0440", "4107", "0f", "0b", "2000", "4101", "6b", "1001", "4101", "6a", "0b"),
      sized("00", "4109", "2000", "0d00", "1a", "2000", "2000", "6c", "0b"),
      sized("00", "2000", "0440", "01", "0b", "1000", "2000", "0b"),
    )}`,
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

  it("has counted everything when it calls, and whichever way it leaves a function", () => {
    const module = new WebAssembly.Module(meter(WAYS_OUT) as BufferSource);
    const seen: number[] = [];
    const h = () => seen.push(FULL_FUEL - fuel.value);
    const { exports } = new WebAssembly.Instance(module, { e: { h } });
    const { f, g, k } = exports as Record<string, (n: number) => number>;
    const fuel = exports[FUEL_EXPORT] as WebAssembly.Global<"i32">;
    const worked = (call: () => number) => {
      fuel.value = FULL_FUEL;
      return [call(), FULL_FUEL - fuel.value];
    };

    expect(worked(() => f!(0))).toEqual([7, 3]);
    expect(worked(() => f!(3))).toEqual([10, 18]);
    expect(worked(() => g!(0))).toEqual([0, 2]);
    expect(worked(() => g!(5))).toEqual([9, 1]);
    expect(worked(() => k!(5))).toEqual([5, 2]);
    expect(seen).toEqual([2]);
  });

  it("is made of the same bytes each time", () => {
    expect(meter(COUNTDOWN)).toEqual(meter(COUNTDOWN));
  });
});

/** A metered module of one function `f`, and its memory. */
function withMemory(type: string, locals: string, ...code: readonly string[]) {
  const module = fromHex(
    [
      "0061736d01000000",
      `01${sized("01", type)}`,
      `03${sized("01", "00")}`,
      `05${sized("01", "0001")}`,
      `06${sized("01", "7f0141000b")}`,
      `07${sized("02", "01660000", "016d0200")}`,
      `0a${sized("01", sized(locals, ...code, "0b"))}`,
    ].join(""),
  );
  const metered = new WebAssembly.Module(meter(module) as BufferSource);
  const { f, m, [FUEL_EXPORT]: fuel } = new WebAssembly.Instance(metered).exports;
  const memory = new Uint8Array((m as WebAssembly.Memory).buffer);
  /** Result of `f` with this much fuel, or that it stopped; fuel and memory after it. */
  const outcome = (units: number, ...args: readonly number[]) => {
    (fuel as WebAssembly.Global<"i32">).value = units;
    const left = () => [(fuel as WebAssembly.Global<"i32">).value, toHex(memory.subarray(0, USED))];
    try {
      return [(f as (...args: readonly number[]) => number | undefined)(...args), ...left()];
    } catch {
      return ["stopped", ...left()];
    }
  };
  return { memory, outcome };
}

/** Bytes at the start of the memory that these tests use. */
const USED = 2_500;
const FUEL = fc.oneof(fc.constant(FULL_FUEL), fc.nat(3_000));

describe("a loop that is given a faster way", () => {
  /** `f(address, size)`: index of the last byte that is not 0x37, else -1; as the VM has it, or with an addition turned round. */
  const [scan, plainScan] = ["20002002", "20022000"].map((sum) => {
    const loop = `03402001417f6a22024100480d0120022101${sum}6a2d00004137460d000b`;
    return withMemory("60027f7f017f", "01017f", "0240", loop, "0b", "2002");
  });
  /** `f(byte, address, size)`: fills memory, 32 bytes a round and at least one; as the VM has it, or turned round. */
  const [fill, plainFill] = ["20014120", "41202001"].map((sum) => {
    const stores = ["18", "10", "08", "00"].map((offset) => `200120063703${offset}`).join("");
    const bytes = "2000ad" + "428182848890a0c08001" + "7e2106";
    return withMemory(
      "60037f7f7f00",
      "02037f017e",
      bytes,
      `0340${stores}${sum}6a2101`,
      "200241606a2202411f4b0d000b",
    );
  });

  it("finds the end of the used flash, counts the same work and stops at the same place as byte by byte", () => {
    const written = fc.array(fc.tuple(fc.nat(399), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(fc.nat(400), written, FUEL, (size, written, units) => {
        const [quick, plain] = [scan, plainScan].map(({ memory, outcome }) => {
          memory.fill(0x37, 0, 400);
          for (const [at, byte] of written) memory[at] = byte;
          return outcome(units, 0, size);
        });
        expect(quick).toEqual(plain);
      }),
      { numRuns: TRIES },
    );
  });

  it("fills memory, counts the same work and stops at the same place as round by round", () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        fc.nat(100),
        fc.integer({ min: 32, max: 2_400 }),
        FUEL,
        (byte, at, size, units) => {
          const [quick, plain] = [fill, plainFill].map(({ memory, outcome }) => {
            memory.fill(0, 0, USED);
            return outcome(units, byte, at, size);
          });
          expect(quick).toEqual(plain);
          if (units === FULL_FUEL) expect(fill!.memory[at + 31]).toBe(byte);
        },
      ),
      { numRuns: TRIES },
    );
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
