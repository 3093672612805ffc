/** Loads a scenario from a file: JSON or YAML. */
import { parse, YAMLParseError } from "yaml";
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

/** Longer than anybody writes. */
const MAX_BYTES = 2 ** 20;

/** A scenario from a file, or from text that starts with a brace. Throws a UserError that says what is wrong. */
export function loadScenario(source: string): Scenario {
  const inline = source.trimStart().startsWith("{");
  const file = inline ? "--scenario" : source;
  let text = source;
  if (!inline) {
    try {
      text = readPlainFile(file, { maxBytes: MAX_BYTES }).toString("utf8");
    } catch (error) {
      const why = error instanceof NotPlain ? error.why : "cannot be read";
      throw new UserError(`${file}: ${why}. Name a scenario in JSON or YAML.`, EXIT_USAGE);
    }
  }
  const data = parsed(file, text);
  try {
    return Scenario.from(data as ScenarioData);
  } catch (error) {
    if (error instanceof BadScenario) throw new UserError(`${file}: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}

/**
 * YAML contains JSON. Of its arts scenarios need none: no aliases, by which a page stands for gigabytes or for itself,
 * and no tags.
 */
function parsed(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, schema: "core", resolveKnownTags: false, logLevel: "error" });
  } catch (error) {
    const line = error instanceof YAMLParseError ? `:${error.linePos?.[0].line ?? 1}` : "";
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserError(`${file}${line}: is neither JSON nor plain YAML: ${why}`, EXIT_USAGE);
  }
}
