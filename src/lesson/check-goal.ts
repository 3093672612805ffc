/** Holds a firmware against the goal of its lesson: its deeds are played as stories, and looked for there. */

import { WorkBudget } from "../../sim/engine/budget.ts";
import type { BuiltFirmware } from "../compile/image.ts";
import { type LivedOptions, livedWorld } from "../subjects/lived-world.ts";
import type { Fault, Goal, GoalResult } from "./goal.ts";
import { isSeen, type Scene, toldMember } from "./sights.ts";
import { type StagedAct, StoryTree } from "./story-tree.ts";

/**
 * Units of work in all stories of a goal. Firmware of this repository needs up to a thousand million; a computer of 2020
 * does about as many a second.
 */
const GOAL_WORK = 8e9;

/** Result for each deed. */
export function checkGoal(
  { deeds }: Goal,
  built: Pick<BuiltFirmware, "image" | "board">,
  { vm, crypto }: Pick<LivedOptions, "vm" | "crypto">,
): GoalResult {
  const tree = new StoryTree();
  const staged = deeds.map(({ name, stories }) => ({
    name,
    stories: stories.map((story) => tree.add(story)),
  }));
  const workBudget = new WorkBudget(GOAL_WORK);
  tree.play((home, scenario) => livedWorld(built, { ...home, vm, crypto, scenario, workBudget }));
  return {
    deeds: staged.map(({ name, stories }) => {
      const fault = faultOf(stories);
      return { name, isDone: fault === null, fault };
    }),
  };
}

function faultOf(stories: readonly (readonly StagedAct[])[]): Fault | null {
  for (const acts of stories) {
    const fault = faultIn(acts);
    if (fault !== null) return fault;
  }
  return hasOneForAll(stories) ? "uncaused" : null;
}

function faultIn(acts: readonly StagedAct[]): Fault | null {
  const before: Scene[] = [];
  for (const { act, main, second } of acts) {
    const { shows = [], never = [] } = act;
    if (main.played === null) return "unseen";
    const scenes = [...before, { act, played: main.played }];
    if (!shows.every((sight) => isSeen(sight, scenes))) return "unseen";
    if (never.some((sight) => isSeen(sight, scenes))) return "forbidden";
    const other = second?.played ?? null;
    if (other !== null && shows.some((sight) => isSeen(sight, [...before, { act, played: other }])))
      return "uncaused";
    before.push(...scenes.slice(-1));
  }
  return null;
}

/** True if a member that has to differ from story to story has one value in two of them. */
function hasOneForAll(stories: readonly (readonly StagedAct[])[]): boolean {
  const told = stories
    .flat()
    .flatMap(({ act: { shows = [] }, main: { played } }) =>
      shows.flatMap((sight) =>
        sight.what === "request" && sight.differs !== undefined && played !== null
          ? [toldMember(sight, sight.differs, played)]
          : [],
      ),
    );
  return new Set(told).size < told.length;
}
