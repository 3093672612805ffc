/**
 * Inputs are everything that a build looked at: files read, files looked for in vain, folders listed. With the
 * record of a build one can tell whether building again would give the same.
 */

import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { rethrowMachineFailure } from "../machine-failure.ts";
import { ProjectFiles } from "./project-files.ts";

/** Plain data; paths are absolute. */
export interface InputRecord {
  /** Path and SHA-256 (hex) of each file read. */
  readonly files: readonly (readonly [path: string, sha256: string])[];
  /** Paths where there was no readable file; module resolution probes many. */
  readonly missing: readonly string[];
  /** Folders and the names in them, null if there was no such folder. */
  readonly folders: readonly (readonly [path: string, names: readonly string[] | null])[];
}

export class Inputs {
  private readonly files = new Map<string, string>();
  private readonly missing = new Set<string>();
  private readonly folders = new Map<string, readonly string[] | null>();
  /** Text of each file read, by absolute path. */
  readonly texts = new Map<string, string>();
  private readonly project: ProjectFiles;

  /** `root` is the folder of the project that is built. */
  constructor(root: string) {
    this.project = new ProjectFiles(root);
  }

  /** Reasons for not reading a file that was looked for and is there, by path. */
  get refused(): ReadonlyMap<string, string> {
    return this.project.refused;
  }

  /** The text of a file, or undefined if there is none that can be read. */
  read(path: string): string | undefined {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const bytes = this.project.read(path);
    if (bytes === null) {
      this.missing.add(path);
      return undefined;
    }
    const text = bytes.toString("utf8");
    this.files.set(path, sha256(bytes));
    this.texts.set(path, text);
    return text;
  }

  /** The names in a folder, in the file system's order; none if there is no such folder. */
  list(path: string): readonly string[] {
    const names = listFolder(path, this.project);
    this.folders.set(path, names);
    return names ?? [];
  }

  record(): InputRecord {
    return { files: [...this.files], missing: [...this.missing], folders: [...this.folders] };
  }
}

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
    folders.every(([path, names]) => JSON.stringify(listFolder(path, project)) === JSON.stringify(names))
  );
}

function listFolder(path: string, project: ProjectFiles): readonly string[] | null {
  const folder = project.folder(path);
  if (folder === null) return null;
  try {
    return readdirSync(folder);
  } catch (error) {
    rethrowMachineFailure(error);
    return null;
  }
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

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
