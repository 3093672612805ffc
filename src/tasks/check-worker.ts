/** A thread that checks firmware. */
import type { CheckProgress } from "../judge/verdict/check.ts";
import { shareMeteredVmModule } from "../metered-vm.ts";
import { ProgramProcess } from "../subjects/definitions/program-process.ts";
import { ProjectDefinitions } from "../subjects/definitions/project-definitions.ts";
import { livePolicy } from "../subjects/policy-data.ts";
import { answered, type Task } from "../work/thread.ts";
import { type CheckJob, type CheckJobResult, doCheck } from "./check-job.ts";
import { verdictsOf } from "./checker.ts";

/** Processes for the programs of policies, by working folder; they end with the thread. */
const processes = new Map<string, ProgramProcess>();

export default (task: Task<CheckJob>) => answered(task, check);

/** Throws a UserError for bad usage. */
async function check(
  { appliance, policy, request, key, secrets, cwd, vm }: CheckJob,
  on: (progress: CheckProgress) => void,
): Promise<CheckJobResult> {
  shareMeteredVmModule(vm);
  const programs = processes.get(cwd) ?? new ProgramProcess(undefined, cwd);
  processes.set(cwd, programs);
  const definitions = new ProjectDefinitions((file, noun) => programs.run(file, noun));
  const loaded = await livePolicy(policy, definitions);
  const { result, inputs } = doCheck({ appliance, loaded, request }, secrets, on);
  if (key !== null && inputs !== null) verdictsOf(key).store(key, inputs, result);
  return result;
}
