/** Compares a definition of a checkout with the one that counts, without running either. */
import { isDeepStrictEqual } from "node:util";
import { type DefinitionFile, isProgram } from "./definition.ts";
import { partKey, REST } from "./part-key.ts";
import { parsePlainData } from "./plain-data.ts";
import { partsOfProgram } from "./program-parts.ts";

/** Part of a definition that a change adds, removes or alters. */
export interface AlteredPart {
  readonly field: string;
  /** Name of an entry in a list of named ones, such as a release's; null for the whole field. */
  readonly name: string | null;
  readonly change: Change;
}

export type Change = "added" | "removed" | "altered";

/** A definition, and its text. */
export interface DefinitionText {
  readonly file: DefinitionFile;
  readonly text: string;
}

/** Contents by field and name. */
type Parts = ReadonlyMap<string, unknown>;

/**
 * Parts that differ. Null where they cannot be told, as of a program that takes them from elsewhere. Null for `old` or
 * `now`: there is no such definition.
 */
export function alteredParts(
  old: DefinitionText | null,
  now: DefinitionText | null,
): readonly AlteredPart[] | null {
  const before = old === null ? new Map() : partsOf(old);
  const after = now === null ? new Map() : partsOf(now);
  if (before === null || after === null) return null;
  const altered = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key): AlteredPart[] => {
    const [field, name] = JSON.parse(key) as readonly [string, string | null];
    const change = !before.has(key) ? "added" : after.has(key) ? "altered" : "removed";
    return change === "altered" && isDeepStrictEqual(before.get(key), after.get(key))
      ? []
      : [{ field, name, change }];
  });
  return altered.some(({ field }) => field === REST) ? null : altered;
}

function partsOf({ file, text }: DefinitionText): Parts | null {
  if (isProgram(file)) return partsOfProgram(text);
  let data: unknown;
  try {
    data = parsePlainData(text, file.shown);
  } catch {
    return null;
  }
  const parts = new Map<string, unknown>();
  for (const [field, value] of Object.entries(Object(data))) {
    const entries: unknown[] = Array.isArray(value) ? value : [];
    const names = entries.map((entry) => Object(entry).name as unknown);
    if (entries.length > 0 && names.every((name) => typeof name === "string"))
      for (const [i, entry] of entries.entries()) parts.set(partKey(field, names[i] as string), entry);
    else parts.set(partKey(field, null), value);
  }
  return parts;
}
