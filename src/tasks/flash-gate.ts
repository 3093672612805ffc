/** The gate before a board, as a use case: judges a firmware and refuses one that is not known to keep its secrets. */
import type { Image } from "../../sim/device/image.ts";
import { BuildFailed } from "../compile/build-failed.ts";
import { findProject } from "../compile/project.ts";
import { EXIT_LEAKS, EXIT_NOT_BUILT } from "../exit-codes.ts";
import { objections } from "../flash/gate.ts";
import type { UnbuiltReport } from "../report/document.ts";
import type { Appliance } from "../subjects/appliance.ts";
import { type LoadedPolicy, seedOf } from "../subjects/policy-file.ts";
import { UserError } from "../user-error.ts";
import { AS_DECLARED, checkAppliance } from "./check-appliance.ts";

export interface GateRequest {
  /** The firmware's entry, as the user names it. */
  readonly firmware: string;
  readonly board: string;
  /** Let it pass although there are objections. */
  readonly allowLeaks: boolean;
  readonly warn: (message: string) => void;
}

export interface PassedGate {
  readonly image: Image;
  /** None without `allowLeaks`. */
  readonly objections: readonly string[];
}

/** Throws a UserError, of which BuildFailed is one, for a firmware that does not pass. */
export function passGate(
  appliance: Appliance,
  policy: LoadedPolicy,
  { firmware, board, allowLeaks, warn }: GateRequest,
): PassedGate {
  const seed = seedOf([policy]);
  const { report, image } = checkAppliance(appliance, policy, { ...AS_DECLARED, seed, board }, { warn });
  if (report.kind === "unbuilt") throw failureOf(report);
  const { verdict } = report;
  const found = objections({ image: image!, verdict, root: findProject(firmware).root });
  if (found.length > 0 && !allowLeaks)
    throw new UserError(
      `${appliance.name} is not flashed: ${found.join("; ")}. See "tightlip check ${firmware}"; --allow-leaks flashes it all the same, and the board says so.`,
      EXIT_LEAKS,
    );
  for (const objection of found) warn(`flashed all the same (--allow-leaks): ${objection}`);
  return { image: image!, objections: found };
}

function failureOf({ main, message, diagnostics }: UnbuiltReport): UserError {
  return diagnostics.length > 0 ? new BuildFailed(main, diagnostics) : new UserError(message, EXIT_NOT_BUILT);
}
