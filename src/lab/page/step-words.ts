/** Words for the steps of a scenario, in the page's language. */
import type { Step } from "../../../sim/home/scenario.ts";
import { fieldsOf } from "../../../sim/home/verbs/verbs.ts";
import { plainText } from "../../report/printable.ts";
import { t } from "./language.ts";

/** The words of each step; one that happens several times in a row is named once. */
export function stepWords(steps: readonly Step[]): string {
  const told: { words: string; times: number }[] = [];
  for (const step of steps) {
    const words = wordsOf(step);
    const last = told.at(-1);
    if (last?.words === words) last.times++;
    else told.push({ words, times: 1 });
  }
  return told
    .map(({ words, times }) => (times > 1 ? t("step.times", { step: words, times }) : words))
    .join(t("listGap"));
}

/** Details that a step must have are part of its sentence; the others follow it. */
function wordsOf({ do: verb, ...own }: Step): string {
  const fields = fieldsOf(verb);
  const given = Object.entries(own).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, shown(value)] as const],
  );
  const step = t(`step.${verb}`, Object.fromEntries(given));
  const details = given.flatMap(([name, value]) =>
    fields[name]?.isOptional === false ? [] : [t(`stepField.${name}`, { value })],
  );
  return details.length === 0 ? step : t("step.details", { step, details: details.join(t("listGap")) });
}

function shown(value: unknown): string {
  return plainText(typeof value === "object" ? JSON.stringify(value) : String(value));
}
