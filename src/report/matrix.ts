/**
 * The matrix of who learns what: a row for each secret, a column for each observer. A new column is an entry of
 * {@link COLUMNS}: text, Markdown and HTML follow.
 */
import { OBSERVERS, type Observer } from "../../sim/tape/tape.ts";
import { DEGREES, type Degree, type LeakDegree } from "../judge/policy/degree.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { ReportedSecret } from "./reported.ts";

export type Cell =
  /** The observer learns nothing. */
  | { readonly kind: "nothing" }
  /** The secret was not used as far as is known, so there was nothing to learn. */
  | { readonly kind: "unused" }
  /** All that the observer gets is allowed. */
  | { readonly kind: "allowed" }
  | { readonly kind: "leak"; readonly degree: LeakDegree };

/** Finding of one version or of several, as far as a cell depends on it. */
type Told = Pick<Finding, "secret" | "observer" | "degree">;

interface Column {
  readonly title: string;
  /** Those whose leaks the column sums up. */
  readonly observers: readonly Observer[];
  readonly cellOf: (findings: readonly Told[], secret: ReportedSecret) => Cell;
}

export const COLUMNS: readonly Column[] = OBSERVERS.map((observer) => ({
  title: observer,
  observers: [observer],
  cellOf: (findings, secret) => worstFor(findings, secret, observer),
}));

/** The worst that an observer gets of a secret. */
function worstFor(findings: readonly Told[], secret: ReportedSecret, observer: Observer): Cell {
  const worst = worstOf(findings.filter((f) => f.secret === secret.name && f.observer === observer));
  if (worst === null) return { kind: secret.exercised === true ? "nothing" : "unused" };
  return worst === "released" ? { kind: "allowed" } : { kind: "leak", degree: worst };
}

/** The worst degree among some findings; null for none. */
export function worstOf(findings: readonly Told[]): Degree | null {
  return DEGREES.find((degree) => findings.some((finding) => finding.degree === degree)) ?? null;
}

const SIGN = { nothing: "·", unused: "-", allowed: "allowed" } as const;

/** A degree, or a word or sign as short as one. */
export function cellText(cell: Cell): string {
  return cell.kind === "leak" ? cell.degree : SIGN[cell.kind];
}
