/**
 * The key that seals what the cache keeps. It lies outside the cache, readable by its user alone, so whoever can put
 * files into the cache can't make them count.
 */

import { createHash, randomBytes } from "node:crypto";
import { makeKeyFile, readKeyFile, userDataFile } from "./key-file.ts";
import { isWithin, projectTop, realPathOf } from "./project-top.ts";

const KEY_BYTES = 32;
const NAME = "cache.key";
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
  const file = userDataFile(NAME);
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
    return { key: readKeyFile(file) ?? makeKeyFile(file), trouble: null };
  } catch (error) {
    return passing(error instanceof Error ? error.message : String(error));
  }
}

function passing(trouble: string): CacheKey {
  return { key: randomBytes(KEY_BYTES), trouble };
}
