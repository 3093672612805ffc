/** Fixes of the lessons to try the goals with, right and wrong, and what is wrong with the wrong ones. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../cli/cli.ts";

/** Their folder, in the repository. */
export const FIXES = "test/lesson/fixes";

/** In order: `NN-right-…` or `NN-wrong-…`, by the number of the lesson. */
export const FIX_NAMES = readdirSync(join(REPOSITORY, FIXES)).sort();

/** The wrong ones: the verdict, and deeds that the appliance does not do, or only pretends to do. */
export const WRONG: Readonly<Record<string, readonly [verdict: string, ...missing: string[]]>> = {
  "01-wrong-a.ts": ["leaks"],
  "01-wrong-b.ts": ["keeps", "reports"],
  "01-wrong-pretender.ts": ["keeps", "reports"],
  "02-wrong-a.ts": ["leaks"],
  "02-wrong-b.ts": ["keeps", "backs up"],
  "02-wrong-pretender.ts": ["keeps", "backs up", "cleans the air"],
  "03-wrong-a.ts": ["leaks", "tells the truth"],
  "03-wrong-b.ts": ["leaks", "forgets", "forgets for the app", "tells the truth"],
  "03-wrong-early.ts": ["keeps", "tells the truth"],
  "03-wrong-pretender.ts": ["leaks", "forgets", "tells the truth"],
  "04-wrong-a.ts": ["leaks"],
  "04-wrong-pretender.ts": ["keeps", "logs its target", "follows its plan"],
  "05-wrong-a.ts": ["leaks"],
  "05-wrong-pretender.ts": ["keeps", "shines"],
  "06-wrong-a.ts": ["leaks", "shows the weather"],
  "06-wrong-pretender.ts": ["keeps", "shows the weather", "cools"],
  "07-wrong-a.ts": ["leaks"],
  "07-wrong-pretender.ts": ["keeps", "refuses strangers", "brushes"],
  "08-wrong-a.ts": ["leaks", "tells the profile"],
  "08-wrong-pretender.ts": ["keeps", "tells the profile"],
  "09-wrong-a.ts": ["leaks"],
  "09-wrong-pretender.ts": ["keeps", "reports", "switches"],
  "10-wrong-a.ts": ["leaks"],
  "10-wrong-pretender.ts": ["keeps", "reports", "knows its filter", "cleans the air"],
  "11-wrong-a.ts": ["leaks"],
  "11-wrong-pretender.ts": ["keeps", "counts homes"],
  "12-wrong-a.ts": ["leaks"],
  "12-wrong-pretender.ts": ["keeps", "reports", "cools"],
};
