/** Script of a thread that does single runs. */
import { workerData } from "node:worker_threads";
import { type RunApart, SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { nodeCrypto } from "../world-crypto.ts";
import { type RunAnswer, type RunErrand, type RunThreadData, RunThreadState } from "./run-errand.ts";

const { port, shared, vm }: RunThreadData = workerData;
const state = new RunThreadState(shared);
let subject: SimulatedAppliance | null = null;

port.on("message", (errand: RunErrand) => {
  if (errand.kind === "firmware") {
    subject = new SimulatedAppliance(errand.firmware.image, { ...errand.firmware, vm, crypto: nodeCrypto });
    return;
  }
  const answer: RunAnswer = {
    number: errand.number,
    apart: state.claim(errand.slot) ? done(errand) : null,
  };
  port.postMessage(answer);
  state.answered();
});

/** Null for a run that fails: where it matters, it is done again, and fails where it is noticed. */
function done({ request, leftUnits }: Extract<RunErrand, { kind: "run" }>): RunApart | null {
  try {
    return subject!.runApart(request, leftUnits);
  } catch {
    return null;
  }
}
