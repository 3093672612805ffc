/**
 * The key that seals what the cache keeps. It lies outside the cache, readable by its user alone, so whoever can put
 * files into the cache can't make them count.
 */

import { createHash, randomBytes } from "node:crypto";
import { chmodSync, linkSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import envPaths from "env-paths";
import { readPlainFile } from "./plain-file.ts";
import { isWithin, projectTop, realPathOf } from "./project-top.ts";

const KEY_BYTES = 32;
const NAME = "cache.key";
const MODE = 0o600;
const OTHERS = 0o077;
/** A CI server's secret, as text; it should come from chance. */
const MIN_SECRET_LENGTH = 16;

/** A key, and the reason why it will be another one next time; null when it stays. */
export interface CacheKey {
  readonly key: Buffer;
  readonly trouble: string | null;
}

const known = new Map<string, CacheKey>();

/**
 * The key for a cache: made from the environment's `TIGHTLIP_CACHE_KEY` where there is one, else kept in a file of
 * the user's. Where neither can be, it holds for this process only.
 */
export function cacheKey(cacheDir: string): CacheKey {
  const secret = process.env.TIGHTLIP_CACHE_KEY;
  if (secret) return fromSecret(secret);
  const file = join(envPaths("tightlip", { suffix: "" }).data, NAME);
  const name = JSON.stringify([file, cacheDir]);
  let key = known.get(name);
  if (key === undefined) {
    key = keptKey(file, cacheDir);
    known.set(name, key);
  }
  return key;
}

function fromSecret(secret: string): CacheKey {
  const key = createHash("sha256").update("tightlip/cache/1\0").update(secret).digest();
  return secret.length >= MIN_SECRET_LENGTH
    ? { key, trouble: null }
    : passing(`TIGHTLIP_CACHE_KEY has fewer than ${MIN_SECRET_LENGTH} characters`);
}

function keptKey(file: string, cacheDir: string): CacheKey {
  const place = realPathOf(file);
  const shared = [realPathOf(cacheDir), projectTop(".")];
  if (shared.some((folder) => folder !== null && isWithin(folder, place)))
    return passing(`${file} lies where others may write`);
  try {
    return { key: readKey(file) ?? makeKey(file), trouble: null };
  } catch (error) {
    return passing(error instanceof Error ? error.message : String(error));
  }
}

/** Null when there is none. Throws for one that others may know or have made. */
function readKey(file: string): Buffer | null {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const isOwn = process.getuid === undefined || found.uid === process.getuid();
  const isClosed = process.platform === "win32" || (found.mode & OTHERS) === 0;
  if (!found.isFile() || !isOwn || !isClosed || found.size !== KEY_BYTES)
    throw new Error(`${file} is not a key of this user's alone; remove it`);
  return readPlainFile(file, { maxBytes: KEY_BYTES, noLink: true });
}

/** Processes that do this at the same time end with one key: who links first. */
function makeKey(file: string): Buffer {
  const aside = `${file}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(aside, randomBytes(KEY_BYTES), { flag: "wx", mode: MODE });
    chmodSync(aside, MODE);
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  const key = readKey(file);
  if (key === null) throw new Error(`${file} is gone again`);
  return key;
}

function passing(trouble: string): CacheKey {
  return { key: randomBytes(KEY_BYTES), trouble };
}
