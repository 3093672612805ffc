/** The trigger search by itself: how many tries and seconds it takes to what a case's scenario shows by hand. */

import type { BuildResult } from "../../src/compile/build.ts";
import { explore, type Found } from "../../src/judge/explore/explore.ts";
import { givenValues } from "../../src/judge/policy/corner-values.ts";
import type { Policy } from "../../src/judge/policy/policy.ts";
import { IDLE } from "../../src/judge/verdict/idle.ts";
import { Runner } from "../../src/judge/verdict/runner.ts";
import { Trial } from "../../src/judge/verdict/trial.ts";
import { nodeTools } from "../../src/tasks/check-appliance.ts";
import { type ApplianceRequest, judgeOptions, simulated } from "../../src/tasks/judge.ts";

/** Tries after which it gives up. */
const BUDGET = 2_000;

export interface SearchOutcome {
  readonly isFound: boolean;
  /** 0 where it shows without any search, after a while or by chance. */
  readonly tries: number;
  /** Processor time of all threads, from a built firmware whose secrets are known to the first leak. */
  readonly seconds: number;
  /** Outcomes of branches in the project's own code: all, and those that ran before and after it. */
  readonly outcomes: { readonly all: number; readonly before: number; readonly after: number };
}

export function searchOutcome(
  policy: Policy,
  built: BuildResult,
  request: Pick<ApplianceRequest, "seed" | "virtualMicros">,
): SearchOutcome {
  const alone: Policy = { ...policy, scenarios: undefined, for: undefined };
  const tools = nodeTools();
  const runner = new Runner(simulated(tools, alone, built, request), judgeOptions(tools, alone, request));
  const plain = new Trial(runner, IDLE);
  plain.tryTogether();
  const before = runner.outcomes.size;
  const all = runner.subject.program.outcomes?.length ?? 0;
  if (isLeaking(plain))
    return { isFound: true, tries: 0, seconds: 0, outcomes: { all, before, after: before } };
  const start = process.cpuUsage();
  const { tried, found } = explore(runner, { budget: BUDGET, most: 1 }, (one) => shows(runner, one));
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  return {
    isFound: found > 0,
    tries: tried,
    seconds,
    outcomes: { all, before, after: runner.outcomes.size },
  };
}

/** True if something shows that nothing allows. */
function shows(runner: Runner, { scenario, circumstances, values }: Found): boolean {
  const trial = new Trial(runner, scenario, circumstances);
  trial.tryTogether();
  const { values: _, ...usual } = circumstances;
  const other = new Trial(runner, scenario, usual);
  other.tryValueSets([givenValues("found by search", values)]);
  return isLeaking(trial) || isLeaking(other);
}

function isLeaking({ findings }: Trial): boolean {
  return findings.some(({ allowed }) => allowed === null);
}
