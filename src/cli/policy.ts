/** `tightlip policy draft`: drafts a policy from what a check finds, for a person to argue. */
import { inline } from "../report/printable.ts";
import { blockingStep } from "../tasks/progress.ts";
import { requestOf } from "./check-options.ts";
import { followTask } from "./follow-task.ts";

interface Options {
  readonly out?: string;
  readonly for?: number;
}

export async function policyCommand(target: string, { out, for: virtualMicros }: Options): Promise<number> {
  const check = {
    ...requestOf({}),
    ...{ targets: [target], seed: null, scenario: null, untrusted: null, reports: [], reportFolder: "." },
    virtualMicros: virtualMicros ?? null,
  };
  const { text, exitCode } = await followTask(async (context) => {
    context.on(blockingStep("looking for firmware"));
    const { draftPolicy } = await import("../tasks/policy-draft.ts");
    return await draftPolicy({ check, out: out ?? null }, context);
  });
  process.stdout.write(
    out === undefined ? text : `Written: ${inline(out)}. It allows nothing until each "why" is written.\n`,
  );
  return exitCode;
}
