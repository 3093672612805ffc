/** Wish not to trust a checkout. */
export interface Untrusted {
  /** Commit whose definitions and baseline count; null where none does. */
  readonly policyFrom: string | null;
}
