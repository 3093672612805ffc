/** Loads a scenario from a file: JSON or YAML. */
import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { BadScenario, Scenario } from "../../sim/home/scenario.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

/** A scenario from a file, or from text that starts with a brace. Throws a UserError that says what is wrong. */
export function loadScenario(source: string): Scenario {
  const inline = source.trimStart().startsWith("{");
  const file = inline ? "--scenario" : source;
  let text = source;
  if (!inline) {
    try {
      text = readFileSync(file, "utf8");
    } catch {
      throw new UserError(`${file}: cannot be read. Name a scenario in JSON or YAML.`, EXIT_USAGE);
    }
  }
  try {
    // YAML contains JSON.
    return Scenario.from(parse(text));
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const line = error.linePos?.[0].line ?? 1;
      throw new UserError(
        `${file}:${line}: is neither JSON nor YAML: ${error.message.split("\n")[0]}`,
        EXIT_USAGE,
      );
    }
    if (error instanceof BadScenario) throw new UserError(`${file}: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}
