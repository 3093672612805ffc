/** Loads a scenario from a file: JSON or YAML. */
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { refuseLinkOut } from "../no-links.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { parsePlainData } from "./definitions/plain-data.ts";

/** Longer than anybody writes. */
const MAX_BYTES = 2 ** 20;

/** A scenario from a file, or from text that starts with a brace. Throws a UserError that says what is wrong. */
export function loadScenario(source: string): Scenario {
  const inline = source.trimStart().startsWith("{");
  const file = inline ? "--scenario" : source;
  let text = source;
  if (!inline) {
    refuseLinkOut(file);
    try {
      text = readPlainFile(file, { maxBytes: MAX_BYTES }).toString("utf8");
    } catch (error) {
      const why = error instanceof NotPlain ? error.why : "cannot be read";
      throw new UserError(`${file}: ${why}. Name a scenario in JSON or YAML.`, EXIT_USAGE, { cause: error });
    }
  }
  const data = parsePlainData(text, file);
  try {
    return Scenario.from(data as ScenarioData);
  } catch (error) {
    if (error instanceof BadScenario) throw new UserError(`${file}: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}
