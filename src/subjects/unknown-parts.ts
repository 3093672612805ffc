/** Refuses safety rules about parts that the firmware does not use: a misspelt name would never be on. */
import { didYouMean } from "../closest.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import { wrongField } from "./definitions/definition-file.ts";
import type { LoadedPolicy } from "./policy-file.ts";

/** Throws a UserError that names file, line and field. */
export function refuseUnknownParts({ safety }: Pick<Verdict, "safety">, { fileOf }: LoadedPolicy): void {
  for (const [i, { unknown }] of safety.entries()) {
    if (unknown === null) continue;
    const { path, name, there } = unknown;
    const known = there.length === 0 ? "It uses nothing on the bus." : `It uses: ${there.join(", ")}.`;
    const complaint = `the firmware uses no "${name}". ${known}${didYouMean(name, there)}`;
    throw wrongField(fileOf("safety"), ["safety", `${i}`, ...path], complaint);
  }
}
