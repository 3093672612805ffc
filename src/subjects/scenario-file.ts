/** Loads a scenario from a file, JSON or YAML, or from a word of the command line. */
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import { refuseLinkOut } from "../no-links.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { parsePlainData } from "./definitions/plain-data.ts";
import { PACKED } from "./packed-scenario.ts";

/** Longer than anybody writes. */
const MAX_BYTES = 2 ** 20;

/** Name of the source in messages, where it is no file. */
const OPTION = "--scenario";

/**
 * A scenario from a file, from text that starts with a brace, or from a word of {@link packedScenario}. Throws a
 * UserError that says what is wrong.
 */
export function loadScenario(source: string): Scenario {
  const isFile = !(source.startsWith(PACKED) || source.trimStart().startsWith("{"));
  const file = isFile ? source : OPTION;
  const data = source.startsWith(PACKED)
    ? unpacked(source.slice(PACKED.length))
    : parsePlainData(isFile ? readScenario(file) : source, file);
  try {
    return Scenario.from(data as ScenarioData);
  } catch (error) {
    if (error instanceof BadScenario) throw new UserError(`${file}: ${error.message}`, EXIT_USAGE);
    throw error;
  }
}

function readScenario(file: string): string {
  refuseLinkOut(file);
  try {
    return readPlainFile(file, { maxBytes: MAX_BYTES }).toString("utf8");
  } catch (error) {
    const why = error instanceof NotPlain ? error.why : "cannot be read";
    throw new UserError(`${file}: ${why}. Name a scenario in JSON or YAML.`, EXIT_USAGE, { cause: error });
  }
}

function unpacked(digits: string): unknown {
  if (!/^[\w-]+={0,2}$/.test(digits))
    throw new UserError(
      `${OPTION}: after "${PACKED}" are other characters than those of base64url. Paste the whole word, or name a file.`,
      EXIT_USAGE,
    );
  try {
    return JSON.parse(new TextDecoder("utf8", { fatal: true }).decode(Buffer.from(digits, "base64url")));
  } catch (cause) {
    throw new UserError(
      `${OPTION}: what is after "${PACKED}" is not JSON. Paste the whole word, or name a file.`,
      EXIT_USAGE,
      { cause },
    );
  }
}
