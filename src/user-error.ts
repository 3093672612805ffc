/**
 * A UserError is a problem that the user can put right: bad input, bad configuration, a build that fails. The
 * command prints its message (what, where, what to do next) without a stack trace and exits with its code.
 */

/** Exit codes that a {@link UserError} may carry; docs of the command list them all. */
export const EXIT_USAGE = 2;
export const EXIT_NOT_BUILT = 3;
export const EXIT_BOARD = 5;

export class UserError extends Error {
  override readonly name: string = "UserError";

  constructor(
    message: string,
    /** The process's exit code when nothing handles the error. */
    readonly exitCode: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
