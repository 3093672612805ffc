/** Listing and clearing of tightlip's files in the cache folder. Other files there stay. */

import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./cache.ts";
import { EXIT_USAGE, UserError } from "./user-error.ts";

/**
 * Names of our files, by folder below the cache's: the parts of DeviceScript, built images, verdicts, places of reports,
 * replays, boards' runtimes, and what an interrupted write left of any.
 */
const OURS: readonly (readonly [folder: string, names: RegExp])[] = [
  [".", /^(bundle|compiler|vm)[-.][\w.-]+$/],
  ["builds", /^[0-9a-f]{32}(\.[\w-]+\.tmp)?$/],
  ["verdicts", /^[0-9a-f]{32}(\.[\w-]+\.tmp)?$/],
  ["reports", /^[0-9a-f]{32}(\.[\w-]+\.tmp)?$/],
  ["replays", /^[0-9a-f]{16}-r[0-9a-f]{8}-[0-9a-f]{16}(\.[\w-]+\.tmp)?$/],
  ["runtimes", /^\w+\.bin(\.[\w-]+\.tmp)?$/],
];

export interface CacheContents {
  readonly dir: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** Throws a UserError when the folder cannot be read. */
export function cacheContents(dir = cacheDir()): CacheContents {
  const files = ourFiles(dir);
  const sizeBytes = files.reduce((sum, file) => sum + (statSync(file, UNLESS_GONE)?.size ?? 0), 0);
  return { dir, files: files.length, sizeBytes };
}

/** Removes our files, and the folders if nothing else is in them; gives what was removed. */
export function cleanCache(dir = cacheDir()): CacheContents {
  const before = cacheContents(dir);
  for (const file of ourFiles(dir)) attempt(file, () => rmSync(file, { force: true }));
  for (const [folder] of OURS.toReversed()) removeIfEmpty(join(dir, folder));
  return before;
}

const UNLESS_GONE = { throwIfNoEntry: false } as const;

function ourFiles(dir: string): string[] {
  return OURS.flatMap(([folder, names]) => filesIn(join(dir, folder), names));
}

function filesIn(folder: string, names: RegExp): string[] {
  const entries = attempt(folder, () =>
    statSync(folder, UNLESS_GONE) === undefined ? [] : readdirSync(folder, { withFileTypes: true }),
  );
  return entries
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map(({ name }) => join(folder, name));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something of another's is in it, or it never was there.
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(
      `${path}: the cache cannot be looked at or cleaned (${code ?? "unknown error"}). TIGHTLIP_CACHE names another.`,
      EXIT_USAGE,
      { cause },
    );
  }
}
