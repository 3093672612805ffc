/** Errors and warnings as the command prints them. */

import { BuildFailed } from "../compile/build-failed.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { inline, printable } from "../report/printable.ts";
import { stackFrames } from "../stack-frames.ts";
import { UserError } from "../user-error.ts";

/**
 * Prints an error on standard error: what the compiler said, if it was that, and one line. The message of a bug is
 * never shown: it may quote a secret.
 */
export function report(error: unknown, debug: boolean): void {
  if (error instanceof UserError) {
    const diagnostics = error instanceof BuildFailed ? error.diagnostics : [];
    for (const diagnostic of diagnostics)
      process.stderr.write(printable(`${formatDiagnostic(diagnostic)}\n`));
    const line = error instanceof BuildFailed && diagnostics.length > 0 ? error.summary : error.message;
    process.stderr.write(`✖ ${inline(line)}\n`);
    if (error.frame !== null) process.stderr.write(printable(`${error.frame}\n`));
  } else if (isLoadFailure(error)) {
    process.stderr.write(
      `✖ tightlip: a part of it can't be loaded (${error.code}). Are too many files open, or is it missing?\n`,
    );
  } else if (isOfSystem(error)) {
    process.stderr.write(
      `✖ tightlip: I/O error: ${error.code}${error.syscall === undefined ? "" : ` at ${error.syscall}`}. Is the disk full, or are too many files open? Nothing that was asked for is known to be whole.\n`,
    );
  } else {
    const name = error instanceof Error ? error.name : typeof error;
    process.stderr.write(
      `✖ tightlip: internal error (${name}). This is a bug; please report it${debug ? "" : " with what --debug adds"}.\n`,
    );
  }
  if (debug && error instanceof Error) {
    process.stderr.write(`${stackFrames(error).join("\n")}\n`);
  }
}

/** Test for an operating system error that was not already explained at its place. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && "code" in error && /^E[A-Z0-9]+$/.test(String(error.code)) && "errno" in error
  );
}

/** Without file handles, Node finds no part of a package. */
function isLoadFailure(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

export function warn(message: string): void {
  process.stderr.write(`! ${printable(message)}\n`);
}
