/** `tightlip init`: sets tightlip up in a folder, with questions or without. */
import { EXIT_USAGE } from "../exit-codes.ts";
import { closingText, initWarnings, planText } from "../report/init.ts";
import type { CiSystem } from "../setup/ci-files.ts";
import { type InitRequest, lookAtFolder, planInit, writePlan } from "../tasks/init.ts";
import { UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import { warn } from "./failure.ts";
import { InitPrompts, type Terminal } from "./init-prompts.ts";
import { printJson } from "./print-json.ts";

export interface InitOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly name?: string;
  /** `none`: the config names none. */
  readonly board?: string;
  readonly policy?: true;
  /** `none` is no system. */
  readonly ci?: readonly (CiSystem | "none")[];
  readonly editor?: "vscode" | "none";
  readonly hook?: true;
  readonly from?: string;
}

export async function initCommand(path: string, options: InitOptions): Promise<number> {
  const { yes, dryRun, json } = options;
  const given = choicesGiven(options);
  const folder = lookAtFolder({ folder: path, given });
  const prompts = yes || dryRun ? null : new InitPrompts(terminalHere());
  const choices = prompts === null ? folder.defaults : await prompts.choices(folder, Object.keys(given));
  const plan = planInit(folder, choices);
  const out = json ? process.stderr : process.stdout;
  out.write(planText(plan, colorsFor(process.stdout)));
  const goAhead = dryRun ? false : prompts === null || (await prompts.goAhead());
  const result = await writePlan(plan, goAhead);
  out.write(closingText(plan, result.written));
  for (const warning of initWarnings(plan)) warn(warning);
  if (json) printJson(result);
  return result.exitCode;
}

/** Throws a UserError where there is nobody to ask. */
function terminalHere(): Terminal {
  if (process.stdin.isTTY === true && process.stdout.isTTY === true)
    return { input: process.stdin, output: process.stdout };
  throw new UserError(
    "tightlip init: there is no terminal to ask. Add --yes to make the changes that --dry-run shows; --name, --board, --policy, --ci, --editor, --hook and --from change them.",
    EXIT_USAGE,
  );
}

function choicesGiven({ name, board, policy, ci, editor, hook, from }: InitOptions): InitRequest["given"] {
  return {
    ...(name !== undefined && { name }),
    ...(board !== undefined && { board: board === "none" ? null : board }),
    ...(policy !== undefined && { policy }),
    ...(ci !== undefined && { ci: ci.filter((system) => system !== "none") }),
    ...(editor !== undefined && { editor: editor === "vscode" }),
    ...(hook !== undefined && { hook }),
    ...(from !== undefined && { from }),
  };
}
