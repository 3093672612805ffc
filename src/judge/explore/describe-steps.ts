/** Tells in a line what happens in a scenario. */
import type { Step } from "../../../sim/home/scenario.ts";

/** The words of each step; one that happens several times in a row is named once. */
export function describeSteps(steps: readonly Step[]): string {
  const described: { words: string; times: number }[] = [];
  for (const step of steps) {
    const words = Object.values(step).map(shown).join(" ");
    const last = described.at(-1);
    if (last?.words === words) last.times++;
    else described.push({ words, times: 1 });
  }
  return described.map(({ words, times }) => (times > 1 ? `${words} (${times} times)` : words)).join(", ");
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
