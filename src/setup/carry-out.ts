/** Writes the files of a plan. */

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { refuseLinks } from "../no-links.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { writeWholeFile } from "../whole-file.ts";
import type { Plan } from "./plan.ts";

const MODE = 0o644;
const PROGRAM_MODE = 0o755;

/** Throws a UserError, before anything is written, for a file that cannot be. */
export async function carryOut(folder: string, plan: Plan): Promise<void> {
  const files = plan.files.filter(({ text }) => text !== null);
  for (const { path } of files) checkPlace(join(folder, path), path);
  for (const { path, text, isProgram } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeWholeFile(target, [Buffer.from(text!)], isProgram ? PROGRAM_MODE : MODE);
  }
}

function checkPlace(target: string, path: string): void {
  refuseLinks(target, dirname(target));
  let folder = dirname(target);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${path}: cannot be written (${code}); nothing was written.`, EXIT_USAGE, { cause });
  }
}
