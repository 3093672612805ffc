/** Tells in a line what happens in a scenario. */
import type { Step } from "../../../sim/home/scenario.ts";

/** Fields whose values are clear without their names. */
const PLAIN: readonly string[] = [
  ...["what", "service", "command", "register", "event"],
  ...["host", "trouble", "topic", "ssid", "key"],
];

/** The words of each step; one that happens several times in a row is named once. */
export function describeSteps(steps: readonly Step[]): string {
  const described: { words: string; times: number }[] = [];
  for (const step of steps) {
    const words = Object.entries(step).flatMap(wordsOf).join(" ");
    const last = described.at(-1);
    if (last?.words === words) last.times++;
    else described.push({ words, times: 1 });
  }
  return described.map(({ words, times }) => (times > 1 ? `${words} (${times} times)` : words)).join(", ");
}

/** Such as `press`, `button` and `for 6s`: a value that does not speak for itself has its field's name. */
function wordsOf([field, value]: readonly [string, unknown]): string[] {
  if (value === undefined) return [];
  if (field === "do") return [String(value).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)];
  return PLAIN.includes(field) ? [shown(value)] : [field, shown(value)];
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
