/** Control dependence: the branches of a function that decide whether, or how often, each of its statements runs. */
import type { ControlFlow } from "./control-flow.ts";
import { OP } from "./operations.ts";
import type { ProgramFunction } from "./program.ts";

/** Larger functions are taken as if each branch decided everything after it; the largest at hand has 400 statements. */
const MOST_STATEMENTS = 3_000;

/** Of each statement, the branches that decide about it, in their order. */
export function decidersOf(fn: ProgramFunction, flow: ControlFlow): readonly (readonly number[])[] {
  const { statements } = fn;
  const exit = statements.length;
  const next = statements.map(({ opcode, target }, at) => {
    if (opcode === OP.THROW) return [flow.handler[at] ?? exit];
    const goals = flow.next[at];
    // Whatever goes round may do so for ever; an end for it leaves no statement without one.
    const isBack = target !== null && target <= at;
    return goals.length === 0 ? [exit] : isBack ? [...goals, exit] : goals;
  });
  const deciders = statements.map((): number[] => []);
  const meets = statements.length > MOST_STATEMENTS ? null : postDominators(next, exit);
  for (const [at, { opcode }] of statements.entries()) {
    if (opcode !== OP.JUMP_IF_FALSE && opcode !== OP.JUMP_IF_NULLISH) continue;
    const end = meets === null ? exit : meets[at];
    const seen = new Set<number>();
    const work = [...next[at]];
    for (let goal = work.pop(); goal !== undefined; goal = work.pop()) {
      if (goal === end || goal === exit || seen.has(goal)) continue;
      seen.add(goal);
      deciders[goal].push(at);
      work.push(...next[goal]);
    }
  }
  return deciders;
}

/**
 * The statement at which all ways from each statement meet again, immediate post-dominators: Cooper, Harvey and Kennedy,
 * "A Simple, Fast Dominance Algorithm", over the flow turned round.
 */
function postDominators(next: readonly (readonly number[])[], exit: number): number[] {
  const before: number[][] = Array.from({ length: exit + 1 }, () => []);
  for (const [at, goals] of next.entries()) for (const goal of goals) before[goal].push(at);
  const order: number[] = [];
  const seen = new Set([exit]);
  const work: [number, number][] = [[exit, 0]];
  while (work.length > 0) {
    const top = work[work.length - 1];
    const [node, done] = top;
    if (done === before[node].length) {
      order.push(node);
      work.pop();
      continue;
    }
    top[1]++;
    const from = before[node][done];
    if (!seen.has(from)) {
      seen.add(from);
      work.push([from, 0]);
    }
  }
  const rank = new Map(order.map((node, i) => [node, i]));
  const meets: (number | undefined)[] = Array.from({ length: exit + 1 });
  meets[exit] = exit;
  const common = (a: number, b: number) => {
    let [one, other] = [a, b];
    while (one !== other)
      if (rank.get(one)! < rank.get(other)!) one = meets[one]!;
      else other = meets[other]!;
    return one;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of [...order].reverse()) {
      if (node === exit) continue;
      const known = next[node].filter((goal) => meets[goal] !== undefined);
      const meet = known.reduce((a, b) => common(a, b));
      changed ||= meets[node] !== meet;
      meets[node] = meet;
    }
  }
  return meets.map((meet) => meet ?? exit);
}
