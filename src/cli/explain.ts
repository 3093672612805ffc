/** `tightlip explain`: lists the rules of findings, or explains one. */
import { ruleList, rulePage } from "../report/explain.ts";
import { explain } from "../tasks/explain.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
}

export function explainCommand(id: string | undefined, { json }: Options): number {
  const result = explain({ id });
  if (json) printJson(result);
  else process.stdout.write(id === undefined ? ruleList() : rulePage(result.rules[0]));
  return result.exitCode;
}
