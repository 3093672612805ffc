/** Tells whether a build would find on the disk what an earlier one did. */

import { statSync } from "node:fs";
import { sha256 } from "../sha256.ts";
import type { InputRecord } from "./inputs.ts";
import { ProjectFiles } from "./project-files.ts";

/**
 * Input check: true when a build in `root` would find the inputs of `record` unchanged. `kept`: form in which the record
 * holds a hash.
 */
export function sameInputs(
  { files, missing, folders }: InputRecord,
  root: string,
  kept: (sha256: string) => string = (sha256) => sha256,
): boolean {
  const project = new ProjectFiles(root);
  const isSame = ([path, hash]: InputRecord["files"][number]) => {
    const now = hashOf(path, project);
    return now !== undefined && kept(now) === hash;
  };
  return (
    files.every(isSame) &&
    missing.every((path) => !isFile(path)) &&
    folders.every(([path, names]) => JSON.stringify(project.list(path)) === JSON.stringify(names))
  );
}

function hashOf(path: string, project: ProjectFiles): string | undefined {
  const bytes = project.read(path);
  return bytes === null ? undefined : sha256(bytes);
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
