/** Pairs of versions of a firmware, from two saved tapes. */
import { versionFromTape } from "../capture/tape-version.ts";
import { refuseOtherSeed, type VersionPairs } from "./version-source.ts";

/** Throws a UserError for tapes that can't be read, were made with different seeds, or have too much on them. */
export async function tapedPairs(oldFile: string, newFile: string): Promise<VersionPairs> {
  const old = await versionFromTape(oldFile);
  const now = await versionFromTape(newFile);
  refuseOtherSeed(oldFile, old.seed, newFile, now.seed);
  return {
    seed: now.seed,
    pairs: [{ name: now.version.name || newFile, old: old.version, new: now.version }],
  };
}
