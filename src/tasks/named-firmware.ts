/** The firmware that a command is to work on, where the checkout is trusted: its config may say which there is. */
import type { Appliance } from "../subjects/appliance.ts";
import { oneFirmware } from "../subjects/one-firmware.ts";
import { Configs } from "../subjects/policy-file.ts";
import { Trust } from "./trust.ts";

/** `named`: a file, a folder or a name; null for the project's. Throws a UserError for none, and for several. */
export function trustedFirmware(named: string | null): Promise<Appliance> {
  const targets = named === null ? [] : [named];
  return Trust.with(null, targets, ({ definitions }) => oneFirmware(named, new Configs(definitions)));
}
