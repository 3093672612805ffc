/** Processor time of a check by the number of the firmware's secrets, over that of a check with one. */

import { loadVmModule } from "../src/devicescript.ts";
import { check } from "../src/judge/verdict/check.ts";
import { SimulatedAppliance } from "../src/subjects/simulated-appliance.ts";
import { nodeCrypto } from "../src/world-crypto.ts";
import { tokens } from "./firmware.ts";
import { millis, processorTime, type Row } from "./table.ts";

const VIRTUAL_MICROS = 60e6;
const COUNTS = [1, 2, 5, 10];

export function secretRows(): Row[] {
  const image = tokens();
  const checked = (count: number) => {
    const policy = { settings: { count } };
    const options = { crypto: nodeCrypto, seed: 1, virtualMicros: VIRTUAL_MICROS, policy };
    let runs = 0;
    const time = processorTime(() => {
      ({ runs } = check(new SimulatedAppliance(image, { ...options, vm: loadVmModule() }), options));
    });
    return { count, time, runs };
  };
  // The first of a process finds everything cold.
  checked(1);
  const checks = COUNTS.map(checked);
  const [one] = checks;
  return checks.slice(1).map(({ count, time, runs }) => ({
    what: `check with ${count} secrets over one with 1`,
    figure: `${(time / one!.time).toFixed(1)}x`,
    target: `<= ${count}x`,
    raw: `${millis(time)} against ${millis(one!.time)} of processor time, ${runs} runs against ${one!.runs}`,
  }));
}
