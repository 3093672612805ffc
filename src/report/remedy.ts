/** Advice on one leak: that of its rule, but for memory, where a text of the firmware's own needs another than what it stores. */
import type { Finding } from "../judge/verdict/finding.ts";
import { DEGREE_TEXTS, findRule, IN_SOURCE_REMEDY, STORED_REMEDY } from "./rules.ts";

/** In sentences. */
export function remedyOf({
  rule,
  degree,
  channel,
  origin,
}: Pick<Finding, "rule" | "degree" | "channel" | "origin">): string {
  if (channel !== "flash" || degree === "released") return findRule(rule)!.remedy;
  return origin.kind === "image" ? IN_SOURCE_REMEDY : `${DEGREE_TEXTS[degree].remedy} ${STORED_REMEDY}`;
}
