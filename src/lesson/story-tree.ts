/** Stories as a tree of acts: those that begin alike are one run until they part, and the run is forked there. */
import { BadScenario, Scenario, type ScenarioData } from "../../sim/home/scenario.ts";
import type { World } from "../../sim/home/world.ts";
import type { Act, Story } from "./goal.ts";
import { type PlayedAct, playAct } from "./played-act.ts";

/** An act in the tree. */
export interface TreeAct {
  /** Null before it was played, and where it cannot be: nobody can press a button that the firmware does not ask for. */
  readonly played: PlayedAct | null;
}

/** An act of a story, and what happens in its second world; null without one. */
export interface StagedAct {
  readonly act: Act;
  readonly main: TreeAct;
  readonly second: TreeAct | null;
}

type Home = Omit<Story, "acts">;

interface Branch extends TreeAct {
  readonly happens: Scenario;
  readonly next: Map<string, Branch>;
  played: PlayedAct | null;
}

export class StoryTree {
  private readonly homes = new Map<string, { readonly home: Home; readonly first: Map<string, Branch> }>();

  /** Takes the acts of a story in. They are played later. */
  add({ acts, ...home }: Story): StagedAct[] {
    const key = JSON.stringify([home.settings, home.home, home.seed]);
    const place = this.homes.get(key) ?? { home, first: new Map<string, Branch>() };
    this.homes.set(key, place);
    let at = place.first;
    return acts.map((act, i) => {
      const otherwise = otherwiseIn(act, i === 0);
      const second = otherwise === null ? null : branchOf(at, otherwise);
      const main = branchOf(at, act.happens);
      at = main.next;
      return { act, main, second };
    });
  }

  /** Plays all acts. `worldOf` makes a home at power-on. */
  play(worldOf: (home: Home, scenario: ScenarioData) => World): void {
    for (const { home, first } of this.homes.values())
      for (const branch of first.values()) perform(branch, worldOf(home, branch.happens), true);
  }
}

/** Events of the second world; null without one, as where nothing is to be seen. */
function otherwiseIn({ happens, otherwise, shows = [] }: Act, isFirst: boolean): ScenarioData | null {
  if (shows.length === 0) return null;
  const { name, steps } = happens;
  const waits = steps.filter((step) => step.do === "wait");
  return otherwise ?? (isFirst || waits.length === steps.length ? null : { name, steps: waits });
}

function branchOf(branches: Map<string, Branch>, { name, steps }: ScenarioData): Branch {
  const key = JSON.stringify(steps);
  const branch = branches.get(key) ?? {
    happens: new Scenario(name, steps),
    next: new Map<string, Branch>(),
    played: null,
  };
  branches.set(key, branch);
  return branch;
}

/** The last branch goes on in the world itself, and each other one in a copy. */
function perform(branch: Branch, world: World, isFirst: boolean): void {
  branch.played = attempted(() => playAct(world, branch.happens, isFirst));
  const isOver = branch.played === null || world.ended !== null;
  const next = isOver ? [] : [...branch.next.values()];
  for (const [i, one] of next.entries()) perform(one, i < next.length - 1 ? world.fork() : world, false);
  if (next.length === 0) world.release();
}

function attempted(play: () => PlayedAct): PlayedAct | null {
  try {
    return play();
  } catch (error) {
    if (error instanceof BadScenario) return null;
    throw error;
  }
}
