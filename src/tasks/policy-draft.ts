/** Task `policy draft`: checks a firmware, and drafts a policy from what was found. */
import { existsSync } from "node:fs";
import { EXIT_DONE } from "../exit-codes.ts";
import { policyDraft } from "../report/policy-draft.ts";
import { EXIT_NOT_BUILT, EXIT_USAGE, UserError } from "../user-error.ts";
import { checkWholeFile, writeWholeFile } from "../whole-file.ts";
import { type CheckRequest, check } from "./check.ts";
import type { TaskContext } from "./progress.ts";

export interface PolicyDraftRequest {
  /** Check of one firmware, with its defaults. */
  readonly check: CheckRequest;
  /** File that the draft goes to, which must not be there yet; null for none. */
  readonly out: string | null;
}

export interface PolicyDraftResult {
  /** In YAML. */
  readonly text: string;
  readonly exitCode: number;
}

const MODE = 0o644;

/** Throws a UserError for a file that is there, and for firmware that does not build or of which there are several. */
export async function draftPolicy(
  { check: request, out }: PolicyDraftRequest,
  context: TaskContext,
): Promise<PolicyDraftResult> {
  if (out !== null) {
    if (existsSync(out))
      throw new UserError(
        `${out}: is there already. Name another file, and take from it what you need.`,
        EXIT_USAGE,
      );
    await checkWholeFile(out);
  }
  const { document } = await check(request, {
    signal: context.signal,
    on: (event) => event.kind !== "item" && context.on(event),
  });
  const [report, other] = document.reported;
  if (other !== undefined)
    throw new UserError(
      `${request.targets.join(", ")}: has several firmwares. Name one: a policy is of one.`,
      EXIT_USAGE,
    );
  if (report.kind !== "firmware")
    throw new UserError(`${report.name}: did not build. Check it first.`, EXIT_NOT_BUILT);
  const text = policyDraft(report);
  if (out !== null) await writeWholeFile(out, [Buffer.from(text)], MODE);
  return { text, exitCode: EXIT_DONE };
}
