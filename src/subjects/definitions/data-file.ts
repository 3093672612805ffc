/** Reads a definition that is data. */
import { dirname } from "node:path";
import { NotPlain, readPlainFile } from "../../plain-file.ts";
import { isWithin, projectTop, realPathOf } from "../../project-top.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import type { DefinitionFile } from "./definition.ts";
import { parsePlainData } from "./plain-data.ts";

/** Longer than anybody writes. */
const MAX_BYTES = 2 ** 20;

/** Throws a UserError for what is no plain file of its project, and for what is neither JSON nor plain YAML. */
export function readData(file: DefinitionFile): unknown {
  return parsePlainData(definitionText(file), file.shown);
}

/** Text of a definition. Throws a UserError for what is no plain file of its project. */
export function definitionText({ path, shown }: DefinitionFile): string {
  const folder = dirname(path);
  // What a link leads to must not show in a complaint.
  if (!isWithin(projectTop(folder) ?? realPathOf(folder), realPathOf(path)))
    throw new UserError(`${shown}: is a link that leads out of the project. Put the file here.`, EXIT_USAGE);
  try {
    return readPlainFile(path, { maxBytes: MAX_BYTES }).toString("utf8");
  } catch (error) {
    const why = error instanceof NotPlain ? error.why : "cannot be read";
    throw new UserError(`${shown}: ${why}.`, EXIT_USAGE, { cause: error });
  }
}
