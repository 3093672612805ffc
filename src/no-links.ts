/**
 * Keeps what is written where it is said to go: inside a project, which may be a stranger's, no link is followed.
 * Whoever wants to write elsewhere names that place itself.
 */

import { lstatSync } from "node:fs";
import { join, parse, relative, resolve, sep } from "node:path";
import { isWithin, projectTop, realPathOf } from "./project-top.ts";
import { EXIT_USAGE, UserError } from "./user-error.ts";

/** Throws a UserError if the way to `path` leads through a link of a project's: that of `folder`, by default this one. */
export function refuseLinks(path: string, folder = "."): void {
  const link = linkOnTheWay(resolve(path), projectTop(folder) ?? realPathOf(folder));
  if (link === null) return;
  const shown = relative(".", link);
  throw new UserError(
    `${path}: ${shown === path ? "is" : `${shown} is`} a link, and links in a project are not followed. Remove it, or name the place that it leads to.`,
    EXIT_USAGE,
  );
}

/** Throws a UserError for a path in the project around the working folder that a link leads out of it. */
export function refuseLinkOut(path: string): void {
  const top = projectTop(".");
  if (top === null || !isWithin(top, resolve(realPathOf("."), path)) || isWithin(top, realPathOf(path)))
    return;
  throw new UserError(`${path}: is a link that leads out of the project. Name the file itself.`, EXIT_USAGE);
}

/** The first link below a project's top; null when there is none, or the path does not lead through the project. */
function linkOnTheWay(path: string, top: string): string | null {
  const { root } = parse(path);
  let at = root;
  let isInside = false;
  for (const name of path.slice(root.length).split(sep)) {
    at = join(at, name);
    if (isInside && isLink(at)) return at;
    isInside ||= isWithin(top, realPathOf(at));
  }
  return null;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
