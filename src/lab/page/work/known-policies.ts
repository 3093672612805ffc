/** Policies of the lessons and appliances, by their paths in tightlip's package: programs, which no message can hold. */
import type { Policy } from "../../../judge/policy/policy.ts";

const POLICIES = import.meta.glob<Policy>("../../../../devs/{lessons,appliances}/*/*.policy.ts", {
  eager: true,
  import: "default",
});
const UP = "../../../../";

/** The policy itself, or the one at a path. */
export function policyOf(policy: Policy | string): Policy {
  if (typeof policy !== "string") return policy;
  const known = POLICIES[UP + policy];
  if (known === undefined) throw new Error(`there is no policy ${policy}`);
  return known;
}
