/** The top of the project that a folder belongs to: what is below it may be a stranger's; what is above is not. */

import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import type * as Yaml from "yaml";
import { isRecord, readRecord } from "./record.ts";

/**
 * The real path of the top level of git's tree, else of the nearest folder with a `package.json`, or of the workspace that
 * it is a package of; null outside of all. A user's home is nobody's project, whatever lies in it.
 */
export function projectTop(folder: string): string | null {
  const start = realPathOf(folder);
  const tree = nearest(start, ".git");
  if (tree !== null) return tree;
  const own = nearest(start, "package.json");
  return own === null ? null : (workspaceOf(own) ?? own);
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

/** Real path of the workspace, of npm, pnpm or yarn, that has this folder as one of its packages; null for none. */
function workspaceOf(folder: string): string | null {
  return foundAbove(dirname(folder), (at) => {
    const patterns = workspacePatterns(at).map((pattern) =>
      pattern.replace(/^(!?)(?:\.\/)?(.*?)\/?$/, "$1$2"),
    );
    const ignore = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
    const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
    const path = relative(at, folder).replaceAll(sep, "/");
    return wanted.length > 0 && picomatch.isMatch(path, wanted, { ignore });
  });
}

/** Patterns of the folders that a workspace's packages are in; none where there is no workspace. */
function workspacePatterns(folder: string): string[] {
  const { workspaces } = readRecord(join(folder, "package.json"));
  // Loaded only where such a file is.
  const parseYaml = (text: string) => (createRequire(import.meta.url)("yaml") as typeof Yaml).parse(text);
  const { packages = workspaces } = readRecord(join(folder, "pnpm-workspace.yaml"), parseYaml);
  const patterns = isRecord(packages) ? packages.packages : packages;
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === "string") : [];
}

function nearest(folder: string, name: string): string | null {
  return foundAbove(folder, (at) => existsSync(join(at, name)));
}

/** The nearest of a folder and those above it, below the user's home, for which `is` holds. */
function foundAbove(folder: string, is: (folder: string) => boolean): string | null {
  const home = realPathOf(homedir());
  for (let at = folder; at !== home; at = dirname(at)) {
    if (is(at)) return at;
    if (at === dirname(at)) return null;
  }
  return null;
}
