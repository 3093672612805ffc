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
  /** Why it is accepted. */
  readonly reason: string;
  /** The last day on which it is, `YYYY-MM-DD`; null for no end. */
  readonly expires: string | null;
}

/** What a baseline says of a finding. */
export interface KnownLeak {
  readonly suppression: Suppression;
  readonly expired: boolean;
}
