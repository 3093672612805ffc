/** Reads a project's settings files (settings-file.ts) from the disk. */

import { lstatSync } from "node:fs";
import { join } from "node:path";
import { rethrowMachineFailure } from "../machine-failure.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type EnvEntry, envEntries } from "./settings-file.ts";

/** More than the settings' part of any flash holds. */
const MAX_FILE_BYTES = 2 ** 20;

/**
 * The entries of one of a project's {@link ENV_FILES}; none if there is no such file. Throws a UserError for a link,
 * which may lead to what is none of the project's, and for what is no plain file.
 */
export function readEnvFile(root: string, file: string): EnvEntry[] {
  return envEntries(envText(root, file));
}

function envText(root: string, file: string): string {
  const path = join(root, file);
  try {
    if (lstatSync(path).isSymbolicLink())
      throw new NotPlain("is a link, which is not followed; put the settings there themselves");
    return readPlainFile(path, { maxBytes: MAX_FILE_BYTES, noLink: true }).toString("utf8");
  } catch (error) {
    rethrowMachineFailure(error);
    if (error instanceof NotPlain) throw new UserError(`${path}: ${error.why}.`, EXIT_USAGE);
    return "";
  }
}
