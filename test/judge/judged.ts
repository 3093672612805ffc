/** Judges a built firmware for tests. */
import type { Image } from "../../sim/device/image.ts";
import type { VmModule } from "../../sim/device/vm.ts";
import { loadVmModule } from "../../src/devicescript.ts";
import { type CheckOptions, check, type Verdict } from "../../src/judge/verdict/check.ts";
import { SimulatedAppliance } from "../../src/subjects/simulated-appliance.ts";
import { nodeCrypto } from "../../src/world-crypto.ts";

interface Judging extends Omit<CheckOptions, "crypto" | "seed"> {
  readonly seed?: number;
  readonly vm?: VmModule;
}

/** The image as the judge's subject. */
export function subject(
  image: Image,
  { policy, seed = 1, vm = loadVmModule() }: Judging,
): SimulatedAppliance {
  const { servers, stockWifiLog } = policy;
  return new SimulatedAppliance(image, { vm, crypto: nodeCrypto, seed, servers, stockWifiLog });
}

export function judged(image: Image, { seed = 1, vm, ...options }: Judging): Verdict {
  return check(subject(image, { ...options, seed, vm }), { ...options, crypto: nodeCrypto, seed });
}
