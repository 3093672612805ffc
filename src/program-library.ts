/**
 * The library as programs have it that run in a process of their own: what takes all of the simulator, and few of them
 * use, is loaded once one does.
 */
import { Scenario, scenario } from "../sim/home/scenario.ts";
import { guess } from "./judge/policy/guess.ts";
import { definePolicy } from "./judge/policy/policy.ts";
import { defineGoal } from "./lesson/goal.ts";
import { makeOffer, newBoardSecrets, newOwnerKey } from "./provision/offer.ts";
import { defineConfig } from "./subjects/config.ts";

type Library = typeof import("./index.ts");

let lives: Pick<Library, "Life" | "play"> | null = null;
let isMissed = false;

function loaded(): Pick<Library, "Life" | "play"> {
  isMissed = true;
  if (lives === null) throw new Error("lives are not loaded yet");
  return lives;
}

export const library: Library = {
  ...{
    Scenario,
    scenario,
    guess,
    definePolicy,
    defineGoal,
    makeOffer,
    newBoardSecrets,
    newOwnerKey,
    defineConfig,
  },
  get Life() {
    return loaded().Life;
  },
  get play() {
    return loaded().play;
  },
};

/** Result of work with the library, which is done once more if it needs what was not loaded. */
export async function withLibrary<T>(work: () => T | Promise<T>): Promise<T> {
  if (lives !== null) return await work();
  try {
    const result = await work();
    if (!isMissed) return result;
  } catch (error) {
    if (!isMissed) throw error;
  }
  lives = await import("./subjects/play.ts");
  return await work();
}
