/**
 * Names of the other side that firmware makes of a secret, such as a host name with pieces of it: a search for the secret
 * need not see them, but they are not the same where it has another value.
 */

import { sharedEnds } from "../compare/shared-ends.ts";
import type { Fragments } from "../search/fragments.ts";

/** Shorter parts of names are told: which of a few servers was chosen is worth knowing, and little. */
const MIN_MADE_CHARACTERS = 4;

export class MadeNames {
  /** Names as they may be shown, by name. */
  private readonly shown = new Map<string, string>();

  /** Takes one name in two runs that differ in the value of a secret. */
  learn(name: string, other: string, secret: string): void {
    if (name === other || this.shown.has(name)) return;
    const made = masked(name, other, secret);
    if (made !== null) this.shown.set(name, made);
  }

  /** The name as it may be shown, once all comparisons are made. */
  show(name: string, fragments: Fragments): string {
    return fragments.redact(this.shown.get(name) ?? name);
  }
}

/** Null where too little differs. */
function masked(name: string, other: string, secret: string): string | null {
  const { head, tail } = sharedEnds(name, other);
  const end = name.length - tail;
  if (end - head < MIN_MADE_CHARACTERS) return null;
  return `${name.slice(0, head)}‹made from ${secret}›${name.slice(end)}`;
}
