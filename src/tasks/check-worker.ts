/** A thread that checks firmware. */
import type { VmModule } from "../../sim/device/vm.ts";
import type { CheckProgress } from "../judge/verdict/check.ts";
import { shareMeteredVmModule } from "../metered-vm.ts";
import { ProgramProcess } from "../subjects/definitions/program-process.ts";
import { ProjectDefinitions } from "../subjects/definitions/project-definitions.ts";
import { livePolicy } from "../subjects/policy-data.ts";
import type { SimulatedAppliance } from "../subjects/simulated-appliance.ts";
import { Processors } from "../work/processors.ts";
import { RunAhead, type RunThreads, runThreads } from "../work/run-ahead.ts";
import { answered, type Task } from "../work/thread.ts";
import { type CheckJob, type DoneCheck, doCheck } from "./check-job.ts";
import { verdictsOf } from "./checker.ts";

/** Process for the programs of policies that this thread was sent last; it ends with the thread. */
let programs: { readonly of: string; readonly process: ProgramProcess } | null = null;

/** Threads that do runs for this one; they end with it. */
let threads: RunThreads | null = null;

export default (task: Task<CheckJob>) => answered(task, check);

/** Throws a UserError for bad usage. */
async function check(
  { appliance, policy, request, key, secrets, cwd, loading, vm, processors }: CheckJob,
  on: (progress: CheckProgress) => void,
): Promise<DoneCheck> {
  shareMeteredVmModule(vm);
  const definitions = new ProjectDefinitions((file, noun) => processOf(cwd, loading).run(file, noun));
  const loaded = await livePolicy(policy, definitions);
  const ahead = (subject: SimulatedAppliance) => new RunAhead(subject, threadsFor(vm, processors));
  const done = doCheck({ appliance, loaded, request }, secrets, { on, ahead });
  if (key !== null && done.inputs !== null) verdictsOf(key).store(key, done.inputs, done.result);
  return done;
}

function threadsFor(vm: VmModule, { all, buffer }: CheckJob["processors"]): RunThreads {
  if (threads === null) {
    const processors = new Processors(all, buffer);
    threads = runThreads(vm, () => processors.spare);
  }
  return threads;
}

function processOf(cwd: string, loading: number): ProgramProcess {
  const of = JSON.stringify([cwd, loading]);
  if (programs?.of !== of) {
    programs?.process.close();
    programs = { of, process: new ProgramProcess(undefined, cwd) };
  }
  return programs.process;
}
