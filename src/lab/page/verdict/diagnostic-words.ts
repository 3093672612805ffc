/** Words for objections of the compiler, in the page's language, beside its own, which people search for. */
import type { Diagnostic } from "../../../compile/diagnostics.ts";
import { findHint } from "../../../compile/hints.ts";
import { known } from "../language.ts";

/** The objection in plain words, by its code; null for one that the catalogue does not know. */
export function meaningOf({ code }: Pick<Diagnostic, "code">): string | null {
  return known(`diagnostic.${code}`);
}

/** The hint, by its name; as the compiler's words gave it where the catalogue does not know it. */
export function hintWords({ message, hint }: Pick<Diagnostic, "message" | "hint">): string | null {
  const found = findHint({ message });
  return found === null ? hint : (known(`hint.${found.name}`, { what: found.what ?? "" }) ?? hint);
}
