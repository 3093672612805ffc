/** `tightlip explain`: lists rules of findings and topics of verdicts, or explains one. */
import { explainedList, rulePage, topicPage } from "../report/explain.ts";
import { explain } from "../tasks/explain.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
}

export function explainCommand(id: string | undefined, { json }: Options): number {
  const result = explain({ id });
  const { rules, topics } = result;
  if (json) printJson(result);
  else if (id === undefined) process.stdout.write(explainedList([...rules, ...topics]));
  else process.stdout.write([...rules.map(rulePage), ...topics.map(topicPage)].join("\n"));
  return result.exitCode;
}
