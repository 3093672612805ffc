/** Paths in a project, as reports show them: relative to its root, with forward slashes. */

import { relative, resolve, sep } from "node:path";

export interface Project {
  /** Absolute path of the folder. */
  readonly root: string;
  /** The firmware's entry, relative to `root`, with forward slashes. */
  readonly main: string;
}

/** `path` relative to a project's root, as reports show it. */
export function inProject(root: string, path: string): string {
  return toPosix(relative(root, resolve(root, path)));
}

export function toPosix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
