/** Credentials that somebody knows and looks for in captures: their own, so nothing is told of the values. */
import type { Wanted } from "../judge/search/hit.ts";

export interface KnownSecret {
  /** Such as `wifi.psk`. */
  readonly name: string;
  /** At least one. Where two captures are compared: the first one's, and the second one's. */
  readonly values: readonly string[];
}

/** Every value of every secret, to be looked for under the secret's name. */
export function wantedOf(secrets: readonly KnownSecret[]): Wanted[] {
  return secrets.flatMap(({ name, values }) => values.map((value) => ({ name, value })));
}
