/**
 * A UserError is a problem that the user can put right: bad input, bad configuration, a build that fails. The
 * command prints its message (what, where, what to do next) without a stack trace and exits with its code.
 */

import { EXIT_INTERNAL, EXIT_INTERRUPTED } from "./exit-codes.ts";
import { isMachineFailure } from "./machine-failure.ts";

export { EXIT_BOARD, EXIT_NOT_BUILT, EXIT_USAGE } from "./exit-codes.ts";

interface UserErrorOptions extends ErrorOptions {
  /** Lines of the user's text, with a mark at the place; holds no credential. */
  readonly frame?: string | null;
}

export class UserError extends Error {
  override readonly name: string = "UserError";
  /** Null where there are no lines to show. */
  readonly frame: string | null;

  /** The process's exit code when nothing handles the error. */
  readonly exitCode: number;

  /** `exitCode` is for what the user can put right; with a failure of the machine as its cause, it is 70. */
  constructor(message: string, exitCode: number, options?: UserErrorOptions) {
    super(message, options);
    this.frame = options?.frame ?? null;
    this.exitCode = isMachineFailure(options?.cause) ? EXIT_INTERNAL : exitCode;
  }
}

/** The user cancelled the work. The message says in which state that leaves things. */
export class Interrupted extends UserError {
  override readonly name = "Interrupted";

  constructor(state: string) {
    super(`Interrupted: ${state}`, EXIT_INTERRUPTED);
  }
}

/** Throws {@link Interrupted} once the signal is aborted. `state`: a sentence on what was done by then. */
export function stopIfAborted(signal: AbortSignal | undefined, state: string): void {
  if (signal?.aborted) throw new Interrupted(state);
}
