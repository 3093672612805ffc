/** A file with a key of 32 bytes that its user alone can read and has made: never a link, nor what others could change. */

import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import envPaths from "env-paths";
import { asideOf, removeLeftBehind } from "./aside.ts";
import { readPlainFile } from "./plain-file.ts";

const KEY_BYTES = 32;
const MODE = 0o600;
const OTHERS = 0o077;

/** Path of a file in the folder where this user's programs keep data (XDG_DATA_HOME on Linux). */
export function userDataFile(name: string): string {
  return join(envPaths("tightlip", { suffix: "" }).data, name);
}

/** Null when there is none. Throws for one that others may know or have made. */
export function readKeyFile(file: string): Buffer | null {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const isOwn = process.getuid === undefined || found.uid === process.getuid();
  const isClosed = process.platform === "win32" || (found.mode & OTHERS) === 0;
  if (!found.isFile() || !isOwn || !isClosed || found.size !== KEY_BYTES)
    throw new Error(`${file} is not a key of this user's alone; remove it`);
  return readPlainFile(file, { maxBytes: KEY_BYTES, noLink: true });
}

/** A new key in a new file. Processes that do this at the same time end with one key: who links first. */
export function makeKeyFile(file: string): Buffer {
  const aside = asideOf(file);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(aside, randomBytes(KEY_BYTES), { flag: "wx", mode: MODE, flush: true });
    chmodSync(aside, MODE);
    linkSync(aside, file);
    removeLeftBehind(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  const key = readKeyFile(file);
  if (key === null) throw new Error(`${file} is gone again`);
  return key;
}
