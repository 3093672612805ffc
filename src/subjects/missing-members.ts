/** Members of replies that firmware asked for in vain: what it would do with them has not been seen. */
import type { Observations } from "../../sim/device/inside/observations.ts";
import { isLibraryFile, type Position } from "../../sim/tape/position.ts";
import type { MissingMember } from "../judge/subject.ts";

/** More of them help nobody. */
const MAX_MEMBERS = 20;

/** Only objects that came out of `JSON.parse` count, with what is in them. */
export function missingMembers(
  { seen }: Observations,
  positionOf: (pcs: readonly number[]) => Position,
): MissingMember[] {
  const parsed = new Set<number>();
  const missing = new Map<string, MissingMember>();
  const learn = (value: unknown) => {
    if (typeof value === "object" && value !== null && "address" in value) parsed.add(Number(value.address));
  };
  for (const one of seen) {
    if (one.what === "use" && one.name === "JSON.parse") learn(one.result);
    if (one.what !== "lookup" || typeof one.object !== "object" || one.object === null) continue;
    if (!parsed.has(one.object.address)) continue;
    learn(one.found);
    const place = positionOf(one.pcs).stack[0]?.place ?? null;
    if (one.found !== undefined || typeof one.member !== "string" || place === null) continue;
    if (isLibraryFile(place.file) || missing.size >= MAX_MEMBERS) continue;
    const { file, line } = place;
    missing.set(`${one.member} ${file}:${line}`, { member: one.member, file, line });
  }
  return [...missing.values()];
}
