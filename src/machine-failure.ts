/**
 * Failures of the machine itself, such as a full disk or too few file handles. What can't be read then is not known
 * to be missing, and what can't be written is nobody's mistake: work ends there, with exit code 70.
 */

/** errno(3); a file system that is read-only or not ours is the user's to name another place for. */
const CODES: ReadonlySet<unknown> = new Set([
  "EAGAIN",
  "EDQUOT",
  "EFBIG",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "ENOSPC",
]);

export function isMachineFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && CODES.has(error.code);
}

/** For whoever goes on without a file that can't be read. */
export function rethrowMachineFailure(error: unknown): void {
  if (isMachineFailure(error)) throw error;
}
