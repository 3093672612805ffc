/** A scenario as a word that no shell has to have quoted: JSON in base64url (RFC 4648, 5). */
import type { ScenarioData } from "../../sim/home/scenario.ts";
import { toBytes, toLatin1 } from "../../sim/tape/bytes.ts";

/** Start of such a word; a file of such a name is reached by `./`. */
export const PACKED = "base64:";

export function packedScenario(scenario: ScenarioData): string {
  const digits = btoa(toLatin1(toBytes(JSON.stringify(scenario))));
  return PACKED + digits.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
