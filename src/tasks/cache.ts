/** Task `cache`: measures the cache, or cleans it. */
import { type CacheContents, cacheContents, cleanCache } from "../cache-contents.ts";
import { EXIT_DONE } from "../exit-codes.ts";

export interface CacheRequest {
  /** Remove what is in it. */
  readonly clean: boolean;
}

/** Contents before they were removed, if they were. */
export interface CacheResult extends CacheContents {
  readonly removed: boolean;
  readonly exitCode: number;
}

/** Throws a UserError when the folder cannot be read or cleaned. */
export function cache({ clean }: CacheRequest): CacheResult {
  return { ...(clean ? cleanCache() : cacheContents()), removed: clean, exitCode: EXIT_DONE };
}
