/** The secrets of all appliances that the tests of this process have looked at. */

import type { Scanner } from "../judge/search/scan.ts";
import type { Observation } from "../judge/verdict/observe.ts";

const scanners = new Map<string, Scanner>();

/** From now on, {@link withoutSecrets} knows an appliance's secrets. */
export function remember({ secrets, scanner }: Observation): void {
  const key = JSON.stringify(secrets.map(({ name, value }) => [name, value]));
  if (!scanners.has(key)) scanners.set(key, scanner);
}

/** The text with their names in place of secrets. */
export function withoutSecrets(text: string): string {
  let shown = text;
  for (const scanner of scanners.values()) shown = scanner.redact(shown);
  return shown;
}
