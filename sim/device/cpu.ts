/**
 * How long a board computes: from the VM's units of work (metering.ts) to virtual microseconds.
 *
 * This is an estimate. A unit is about one instruction of a 32-bit core. Cycles an instruction come from the
 * CoreMark figures of Espressif's datasheets for one core (iterations a second at the highest clock, section
 * "CPU and memory") and 280,000 instructions an iteration, which is what GCC -O2 gives for RV32IM. An ESP32 then
 * does 1.6 million DeviceScript instructions of a tight loop a second (86 units each, measured).
 *
 * Not in it: misses of the flash cache, which may double the time of code that runs for the first time; the
 * other core; interrupts; radio and TLS, which are native code outside of the VM; hardware acceleration of AES
 * and SHA. So absolute times may be off by a factor of two or three. What holds is that more work takes more
 * time, and how the times of two runs on one board compare.
 */

import { CHIP_NAMES, CHIPS, type ChipName, isChipName } from "../board/chips/chips.ts";

/** Chips whose speed is known. */
export type CpuFamily = ChipName;

const INSTRUCTIONS_PER_COREMARK = 280_000;

/** Turns work into time; plain data. */
export interface Cpu {
  readonly microsPerUnit: number;
}

/** Computes in no time at all, as the VM itself does. */
export const INSTANT: Cpu = { microsPerUnit: 0 };

/** A board's processor; `clockMhz` where it does not run at its highest clock. */
export function cpuOf(family: CpuFamily, clockMhz: number = CHIPS[family].cpu.clockMhz): Cpu {
  const highest = CHIPS[family].cpu;
  const unitsPerMicro = (highest.coreMark * INSTRUCTIONS_PER_COREMARK * clockMhz) / highest.clockMhz / 1e6;
  return { microsPerUnit: 1 / unitsPerMicro };
}

/** The processor of a board with this `archId`, at its highest clock. Throws RangeError when none is known. */
export function cpuOfBoard(archId: string): Cpu {
  if (isChipName(archId)) return cpuOf(archId);
  throw new RangeError(`how fast "${archId}" computes is not known; it is for ${CHIP_NAMES.join(", ")}`);
}

/** Whole virtual microseconds that so many units of work take. */
export function workMicros(cpu: Cpu, units: number): number {
  return Math.round(cpu.microsPerUnit * units);
}
