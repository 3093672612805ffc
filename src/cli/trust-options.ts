/** Options by which a checkout is not trusted. */
import { type Command, Option } from "commander";
import type { Untrusted } from "../subjects/definitions/untrusted.ts";

export interface TrustOptions {
  readonly untrusted?: true;
  /** A commit. */
  readonly policyFrom?: string;
}

/** Options of everything that loads policies. */
export function withTrust(command: Command): Command {
  return command
    .option("--untrusted", "run no program of the project, and let nothing in it allow a leak")
    .addOption(
      new Option(
        "--policy-from <commit>",
        "the same, but policies, config and baseline of this commit count, such as origin/main",
      ).implies({ untrusted: true }),
    );
}

/** Null trusts the checkout. */
export function untrustedOf({ untrusted, policyFrom }: TrustOptions): Untrusted | null {
  return untrusted === true ? { policyFrom: policyFrom ?? null } : null;
}
