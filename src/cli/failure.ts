/** Errors and warnings as the command prints them. */

import { BuildFailed } from "../compile/build-failed.ts";
import { formatDiagnostic } from "../compile/diagnostics.ts";
import { printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";

/**
 * Prints an error on standard error: what the compiler said, if it was that, and one line. The message of a bug is
 * never shown: it may quote a secret.
 */
export function report(error: unknown, debug: boolean): void {
  if (error instanceof UserError) {
    const diagnostics = error instanceof BuildFailed ? error.diagnostics : [];
    for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
    process.stderr.write(`✖ ${printable(error.message)}\n`);
  } else {
    const name = error instanceof Error ? error.name : typeof error;
    process.stderr.write(
      `✖ tightlip: internal error (${name}). This is a bug; please report it${debug ? "" : " with what --debug adds"}.\n`,
    );
  }
  if (debug && error instanceof Error) {
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    process.stderr.write(`${frames.join("\n")}\n`);
  }
}

export function warn(message: string): void {
  process.stderr.write(`! ${printable(message)}\n`);
}
