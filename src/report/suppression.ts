/** Suppressions: the entries of a baseline, and what one says of a finding. */

/** One known leak. Only the fingerprint is compared; the other fields say to people what it is about. */
export interface Suppression {
  readonly fingerprint: string;
  /** The firmware's entry, relative to its project's root. */
  readonly main: string;
  readonly rule: string;
  readonly secret: string;
  readonly observer: string;
  readonly to: string | null;
  /** Reason why the leak is accepted. */
  readonly reason: string;
  /** The last day on which it is, `YYYY-MM-DD`; null for no end. */
  readonly expires: string | null;
  /** Person or team that answers for it; null for nobody. */
  readonly owner: string | null;
  /** Ticket under which it is to be put right; null for none. */
  readonly ticket: string | null;
}

/** Acceptance of a leak, as people word it. */
export type Acceptance = Pick<Suppression, "reason" | "expires" | "owner" | "ticket">;

/** Reason of an acceptance, with owner and ticket: `until the cloud takes tokens (owner: firmware team; ticket: FW-12)`. */
export function acceptanceText({ reason, owner, ticket }: Omit<Acceptance, "expires">): string {
  const about = [
    ...(owner === null ? [] : [`owner: ${owner}`]),
    ...(ticket === null ? [] : [`ticket: ${ticket}`]),
  ];
  return about.length === 0 ? reason : `${reason} (${about.join("; ")})`;
}

/** Baseline entry for a finding, and whether it has expired. */
export interface KnownLeak {
  readonly suppression: Suppression;
  readonly expired: boolean;
}
