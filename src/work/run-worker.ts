/** Script of a thread that does single runs. */
import type { VmModule } from "../../sim/device/vm.ts";
import { type PlainSimulation, type RunApart, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { doErrands } from "./errand-worker.ts";
import type { RunErrand } from "./run-ahead.ts";

doErrands<VmModule, PlainSimulation, RunErrand, RunApart | null>((firmware, vm) => {
  const subject = new SimulatedAppliance(firmware.image, { ...firmware, vm, crypto: nodeCrypto });
  return ({ request, leftUnits }) => subject.runApart(request, leftUnits);
});
