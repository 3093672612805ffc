/** A firmware that did not build, with what the compiler objected to. */

import { plural } from "../plural.ts";
import { EXIT_NOT_BUILT, UserError } from "../user-error.ts";
import { type Diagnostic, MAX_SHOWN } from "./diagnostics.ts";

export class BuildFailed extends UserError {
  override readonly name = "BuildFailed";

  /** The message without the first objection, for where all of them are shown. */
  readonly summary: string;

  constructor(
    main: string,
    /** At least one of them is an error. */
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const first = errors[0];
    const more = `${errors.length < MAX_SHOWN ? "" : "at least "}${errors.length - 1} more`;
    const rest = errors.length > 1 ? ` (and ${more})` : "";
    super(
      first
        ? `${main}: did not build: ${first.file}:${first.line}:${first.column}: ${first.message.split("\n", 1)[0]}${rest}`
        : `${main}: did not build.`,
      EXIT_NOT_BUILT,
    );
    const shown = errors.length < MAX_SHOWN ? "" : "at least ";
    this.summary = `${main}: did not build (${shown}${plural(errors.length, "error")}).`;
  }
}
