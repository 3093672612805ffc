/** The top of the project that a folder belongs to: what is below it may be a stranger's; what is above is not. */

import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/**
 * The real path of the top level of git's tree, else of the nearest folder with a `package.json`; null outside of
 * both. A user's home is nobody's project, whatever lies in it.
 */
export function projectTop(folder: string): string | null {
  const start = realPathOf(folder);
  return nearest(start, ".git") ?? nearest(start, "package.json");
}

/** Path test by letters alone: true for the folder itself and for paths below it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The real path of what is there, and below it the names of what is not. */
export function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const above = dirname(absolute);
    return above === absolute ? absolute : join(realPathOf(above), relative(above, absolute));
  }
}

function nearest(folder: string, name: string): string | null {
  const home = realPathOf(homedir());
  for (let at = folder; at !== home; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (at === dirname(at)) return null;
  }
  return null;
}
