/** Reads data that people write: JSON, or YAML without its arts. */
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import { lineFrame } from "./line-frame.ts";

/**
 * YAML contains JSON. Of its arts none is needed: no aliases, by which a page stands for gigabytes or for itself, and
 * no tags.
 */
const PLAIN = { schema: "core", resolveKnownTags: false, logLevel: "error" } as const;

/** Loaded once there is something to parse: few projects have data in YAML. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)("yaml");

/** Throws a UserError that names the line. `shown`: how the file is spoken of. */
export function parsePlainData(text: string, shown: string): unknown {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { ...PLAIN, lineCounter: lines });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    const { pos } = error as { readonly pos?: readonly [number, number] };
    const at = pos === undefined ? null : lines.linePos(pos[0]);
    // The parser's first line names the rule that is broken, and quotes names of tags and anchors at most.
    const [first] = (error instanceof Error ? error.message : String(error)).split("\n");
    const why = first.replace(/ at line \d+, column \d+:?$/, "");
    const place = at === null ? "" : `:${at.line}:${at.col}`;
    const frame = at === null ? null : lineFrame(text, at.line, at.col);
    throw new UserError(`${shown}${place}: is neither JSON nor plain YAML: ${why}`, EXIT_USAGE, { frame });
  }
}

/** Line, from 1, on which the part at `path` stands, or the nearest part above it; null for what cannot be parsed. */
export function lineInData(text: string, path: readonly string[]): number | null {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  let at: unknown;
  try {
    at = parseDocument(text, { ...PLAIN, lineCounter: lines }).contents;
  } catch {
    return null;
  }
  let start = startOf(at);
  for (const name of path) {
    const { items } = (at ?? {}) as { readonly items?: readonly unknown[] };
    const pair = items?.find((item) => String((item as { key?: unknown }).key) === name) as
      | { readonly key: unknown; readonly value: unknown }
      | undefined;
    const [place, next] =
      pair === undefined ? [items?.[Number(name)], items?.[Number(name)]] : [pair.key, pair.value];
    if (startOf(place) === null) break;
    start = startOf(place);
    at = next;
  }
  return start === null ? null : lines.linePos(start).line;
}

function startOf(node: unknown): number | null {
  return (
    (node as { readonly range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0] ??
    null
  );
}
