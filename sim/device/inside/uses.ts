/** Uses of a value: what firmware did with one that is known, such as a setting's. */
import type { Observation, Observations, Use } from "./observations.ts";
import type { SeenValue } from "./values.ts";

/** Types that firmware expects of a value, as its treatment shows. */
export type Treatment = "text" | "number" | "truth" | "object" | "list" | "optional";

export interface UsesOfValue {
  /** Observations in which the value takes part, in order. */
  readonly seen: readonly Observation[];
  readonly as: ReadonlySet<Treatment>;
}

const NUMERIC = new Set([
  "parseInt",
  "parseFloat",
  "-",
  "*",
  "/",
  "~",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  ">>>",
  "| 0",
]);
const TEXTUAL = new Set(["charCodeAt", "charAt", "slice", "toLowerCase", "toUpperCase", "Buffer.from"]);

/**
 * Uses of values that `isIt` accepts, and of what `JSON.parse` makes of them. Parts that firmware cuts off are other
 * values: their uses do not count.
 */
export function usesOf(observations: Observations, isIt: (value: SeenValue) => boolean): UsesOfValue {
  const seen: Observation[] = [];
  const as = new Set<Treatment>();
  const parsed = new Set<number>();
  const isMeant = (value: SeenValue) =>
    isIt(value) || (typeof value === "object" && value !== null && parsed.has(value.address));
  for (const observation of observations.seen) {
    if (!valuesOf(observation).some(isMeant)) continue;
    seen.push(observation);
    for (const treatment of treatments(observation, isMeant)) as.add(treatment);
    if (observation.what === "use" && observation.name === "JSON.parse") {
      const { result } = observation;
      if (typeof result === "object" && result !== null) parsed.add(result.address);
    }
  }
  return { seen, as };
}

/** Values that firmware put in; results are none of them. */
function valuesOf(observation: Observation): readonly SeenValue[] {
  switch (observation.what) {
    case "comparison":
      return [observation.left, observation.right];
    case "test":
      return [observation.value];
    case "lookup":
      return [observation.object, observation.member];
    case "search":
      return [observation.text, observation.sought];
    case "use":
      return observation.of;
  }
}

function treatments(observation: Observation, isMeant: (value: SeenValue) => boolean): Treatment[] {
  switch (observation.what) {
    case "comparison":
      return comparedWith(isMeant(observation.left) ? observation.right : observation.left);
    case "test":
      if (observation.operator === "truth") return ["truth"];
      return observation.operator === "nullish" || observation.operator === "undefined" ? ["optional"] : [];
    case "lookup":
      return isMeant(observation.object)
        ? membersOf(observation.object, observation.member, observation.found)
        : [];
    case "search":
      return ["text"];
    case "use":
      return appliedTo(observation, isMeant);
  }
}

function comparedWith(other: SeenValue): Treatment[] {
  if (typeof other === "string") return ["text"];
  if (typeof other === "number") return ["number"];
  if (typeof other === "boolean") return ["truth"];
  return other === null || other === undefined ? ["optional"] : [];
}

function membersOf(object: SeenValue, member: SeenValue, found: SeenValue): Treatment[] {
  if (typeof object === "string")
    return found === undefined && typeof member === "string" ? ["object"] : ["text"];
  return typeof member === "number" ? ["list"] : ["object"];
}

function appliedTo({ name, of }: Use, isMeant: (value: SeenValue) => boolean): Treatment[] {
  if (NUMERIC.has(name)) return ["number"];
  if (TEXTUAL.has(name)) return ["text"];
  if (name !== "+") return [];
  const others = of.filter((value) => !isMeant(value));
  return others.length === 0 || others.some((value) => typeof value === "number") ? ["number"] : ["text"];
}
