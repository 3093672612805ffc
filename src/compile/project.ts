/** A Project is the folder that a firmware is built from: the nearest one above it with a `devsconfig.json`. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { closest } from "../closest.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type Project, toPosix } from "./project-path.ts";

/** The project of a firmware. Throws a {@link UserError} for what is not a firmware in a project. */
export function findProject(mainFile: string): Project {
  const path = resolve(mainFile);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) {
    const hint = slashed(mainFile) ?? nearFile(mainFile) ?? "Name the firmware's main.ts.";
    throw new UserError(`${mainFile}: no such file. ${hint}`, EXIT_USAGE);
  }
  if (found.isDirectory())
    throw new UserError(`${mainFile}: is a folder. Name the firmware's main.ts.`, EXIT_USAGE);
  if (!/\.tsx?$/.test(path))
    throw new UserError(`${mainFile}: is not TypeScript. Name the firmware's main.ts.`, EXIT_USAGE);

  const root = projectAbove(dirname(path));
  if (root !== null) return { root, main: toPosix(relative(root, path)) };
  throw new UserError(
    `${mainFile}: not in a DeviceScript project (no devsconfig.json in its folder or above). ` +
      `Run "tightlip init" in the project's folder.`,
    EXIT_USAGE,
  );
}

/** The folder of the project that `folder` belongs to; null when it belongs to none. */
export function projectAbove(folder: string): string | null {
  for (let root = resolve(folder); ; root = dirname(root)) {
    if (existsSync(join(root, "devsconfig.json"))) return root;
    if (root === dirname(root)) return null;
  }
}

/** Hint for a path that nearly is that of a file or a folder beside it; null for others. */
export function nearFile(path: string): string | null {
  const folder = dirname(path);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return null;
  }
  const near = closest(basename(path), names);
  return near === null ? null : `Did you mean "${toPosix(join(folder, near))}"?`;
}

/** Hint for a path with backslashes that exists when written with slashes; null for others. */
export function slashed(path: string): string | null {
  const meant = path.replaceAll("\\", "/");
  return meant !== path && existsSync(meant) ? `Did you mean "${meant}"?` : null;
}
