/** The one firmware that a command works on, named in the ways that `tightlip check` takes. */
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { type Appliance, findAppliances, reportPath } from "./appliance.ts";
import type { Configs } from "./policy-file.ts";
import { projectAppliances } from "./project-appliances.ts";

/** A message lists as many. */
const MAX_LISTED = 5;

/** `named`: a file, a folder or a name; null for the project's. Throws a UserError for none, and for several. */
export async function oneFirmware(named: string | null, configs: Configs): Promise<Appliance> {
  const found = named === null ? (await projectAppliances(configs)).appliances : findAppliances(named);
  if (found.length === 1) return found[0];
  const listed = found.slice(0, MAX_LISTED).map(({ main }) => reportPath(main));
  const more = found.length > MAX_LISTED ? ", …" : "";
  throw new UserError(
    `${named ?? "."}: has ${found.length} firmwares: ${listed.join(", ")}${more}. Name one of them.`,
    EXIT_USAGE,
  );
}
