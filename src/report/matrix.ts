/** Who learns what: the worst that an observer gets of a secret, in a word. */
import type { Observer } from "../../sim/tape/tape.ts";
import type { Degree } from "../judge/policy/policy.ts";
import type { JudgedSecret, Verdict } from "../judge/verdict/check.ts";

/** Worst first. */
export const DEGREES: readonly Degree[] = ["clear", "encoded", "derived", "implicit", "released"];

/** The observer learns nothing. */
const NOTHING = "·";
/** The firmware did not use it, so there was nothing to learn. */
const UNUSED = "-";
/** All that the observer gets is declared. */
const ALLOWED = "allowed";

/** A degree, or one of the words above. */
export function cellOf(verdict: Pick<Verdict, "findings">, secret: JudgedSecret, observer: Observer): string {
  const degrees = verdict.findings
    .filter((f) => f.secret === secret.name && f.observer === observer)
    .map((f) => f.degree);
  const worst = DEGREES.find((degree) => degrees.includes(degree));
  if (worst === undefined) return secret.exercised ? NOTHING : UNUSED;
  return worst === "released" ? ALLOWED : worst;
}

export function isLeak(cell: string): boolean {
  return cell !== NOTHING && cell !== UNUSED && cell !== ALLOWED;
}
