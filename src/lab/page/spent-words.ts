/** Words for why a run ended before its time, in the page's language. */
import { SPENT } from "../../../sim/engine/budget.ts";
import { t } from "./language.ts";

/** `reason` is one of {@link SPENT}; any other stays as it is. */
export function spentWords(reason: string): string {
  const [what] = Object.entries(SPENT).find(([, text]) => text === reason) ?? [];
  return what === undefined ? reason : t(`spent.${what}`);
}
