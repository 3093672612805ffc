/** Times the judge on the kettle, in this process, after its build. */

import { loadVmModule } from "../src/devicescript.ts";
import { check, type Verdict } from "../src/judge/verdict/check.ts";
import { SimulatedAppliance } from "../src/subjects/simulated-appliance.ts";
import { nodeCrypto } from "../src/world-crypto.ts";
import { kettle } from "./firmware.ts";
import { median, millis, type Row, timed } from "./table.ts";

const VIRTUAL_MICROS = 60e6;
const ROUNDS = 11;

/** To be called before anything else has run a world: the first check is to find everything cold. */
export function checkRows(): Row[] {
  const image = kettle();
  let verdict: Verdict | undefined;
  const judge = () => {
    const policy = { secrets: ["wifi.ssid", "wifi.psk"] };
    const options = { crypto: nodeCrypto, seed: 1, virtualMicros: VIRTUAL_MICROS, policy };
    verdict = check(new SimulatedAppliance(image, { ...options, vm: loadVmModule() }), options);
  };
  const [first, ...rest] = Array.from({ length: ROUNDS }, () => timed(judge));
  const row = (what: string, time: number): Row => ({
    what: `check of the kettle, ${what}`,
    figure: millis(time),
    target: "< 100 ms",
    raw: `${verdict!.runs} runs of ${VIRTUAL_MICROS / 1e6} virtual s, ${millis(time / verdict!.runs)} a run`,
  });
  return [row("first in a process", first!), row("warm", median(rest))];
}
