/**
 * Files that are written beside their place and renamed there when they are whole. A process that is killed meanwhile
 * leaves one: who writes to the same place later removes it.
 */

import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const ENDING = /^\.\d+-[0-9a-f]{8}\.tmp$/;
/** Nobody writes a file for so long. */
const LEFT_BEHIND_MILLIS = 3_600_000;

/** A new name beside `target`. */
export function asideOf(target: string): string {
  return `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
}

/** True of the name of a file that was written to become `name`. */
export function isAsideOf(found: string, name: string): boolean {
  return found.startsWith(name) && ENDING.test(found.slice(name.length));
}

/** Removes what is left of writing `target`; what can't be removed stays. */
export function removeLeftBehind(target: string): void {
  const folder = dirname(target);
  const name = basename(target);
  try {
    for (const found of readdirSync(folder)) if (isAsideOf(found, name)) removeIfOld(join(folder, found));
  } catch {
    // Nothing depends on it.
  }
}

function removeIfOld(path: string): void {
  const found = lstatSync(path);
  if (found.isFile() && Date.now() - found.mtimeMs > LEFT_BEHIND_MILLIS) rmSync(path, { force: true });
}
