/** Damage of every kind to recordings for every reader: none crashes or hangs, and none makes a leak one that is kept. */
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { SLOW_MILLIS, SOAK } from "../soak.ts";
import { type Fixture, fixtures, mutated, verdictOn } from "./mutated.ts";

/** `npm run soak` tries so many for each reader; the suite a sample. */
const TRIES = SOAK ? 20_000 : 12;
/** Of what is wrong, so much is shown. */
const SHOWN = 20;
/** Longest time for one file of a few kilobytes, on a machine that does other things too. */
const MAX_MILLIS = 20_000;

const ALL = await fixtures();
const READERS = [...new Set(ALL.map(({ reader }) => reader))];

/** Fault of the verdict on this one; null when there is none. */
async function wrongWith(fixture: Fixture, random: Random): Promise<string | null> {
  const { what, bytes, touches } = mutated(fixture, random);
  const start = performance.now();
  const word = await verdictOn(bytes, fixture.secrets).catch((error: Error) => `throws ${error.stack}`);
  const millis = performance.now() - start;
  const isWrong = word.startsWith("throws") || millis > MAX_MILLIS || (word === "keeps" && !touches);
  return isWrong ? `${fixture.name}, ${what}: ${word} after ${millis.toFixed(0)} ms` : null;
}

describe("damage to a recording", () => {
  it.each(READERS)(
    "never makes its reader crash, hang, or keep what is still there: %s",
    async (reader) => {
      const random = Random.stream(21, `mutations of ${reader}`);
      const own = ALL.filter((fixture) => fixture.reader === reader);
      const wrong: string[] = [];
      for (let i = 0; i < TRIES; i++) {
        const found = await wrongWith(own[i % own.length], random);
        if (found !== null) wrong.push(found);
      }
      expect(wrong.slice(0, SHOWN).join("\n")).toBe("");
    },
    SOAK ? 4 * SLOW_MILLIS : SLOW_MILLIS,
  );
});
