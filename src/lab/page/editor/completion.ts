/** Completion: modules, what they export, members of a value whose type can be told from the text, and the text's own words. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { computed } from "@preact/signals";
import { labClient } from "../lab-client.ts";
import type { Workshop } from "../workshop.ts";
import { Modules } from "./module-exports.ts";

const KEYWORDS =
  "async await class const else export extends for function if import interface let new return this throw try while"
    .split(" ")
    .map((label): Completion => ({ label, type: "keyword" }));

/** Imports of all of a module under one name. */
const NAMESPACE = /import\s+\*\s+as\s+(\w+)\s+from\s*["']([^"']+)["']/g;
const WORD = /^\w*$/;
/** Longer texts are edited without completion. */
const MAX_TEXT_CHARACTERS = 200_000;

const modules = computed(() => new Modules(labClient.files.value));

export function completeNames(workshop: Workshop) {
  return (context: CompletionContext): CompletionResult | null => {
    if (context.state.doc.length > MAX_TEXT_CHARACTERS) return null;
    const text = context.state.doc.toString();
    return (
      moduleName(context) ??
      importedName(context, workshop) ??
      memberName(context, text, workshop) ??
      plainName(context, text)
    );
  };
}

/** Inside of the quotes after `from`. */
function moduleName(context: CompletionContext): CompletionResult | null {
  const typed = context.matchBefore(/(?:from|import)\s*["'][^"']*/);
  if (typed === null) return null;
  const from = typed.from + typed.text.search(/["']/) + 1;
  return {
    from,
    options: modules.value.names().map((label) => ({ label, type: "namespace" })),
    validFor: /^[^"']*$/,
  };
}

/** Inside of the braces of an import whose module stands on the same line already. */
function importedName(context: CompletionContext, workshop: Workshop): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const module = /^\s*import\s*(?:type\s*)?\{[^}]*\}\s*from\s*["']([^"']+)["']/.exec(line.text)?.[1];
  const word = context.matchBefore(/\w*/);
  if (module === undefined || word === null) return null;
  const at = context.pos - line.from;
  if (at <= line.text.indexOf("{") || at > line.text.indexOf("}")) return null;
  return { from: word.from, options: modules.value.exportsOf(module, workshop.files.peek()), validFor: WORD };
}

/** After a dot. */
function memberName(context: CompletionContext, text: string, workshop: Workshop): CompletionResult | null {
  const from = context.matchBefore(/\w*/)?.from ?? context.pos;
  if (text[from - 1] !== ".") return null;
  let start = from - 1;
  while (start > 0 && /\w/.test(text[start - 1])) start--;
  const owner = text.slice(start, from - 1);
  if (owner === "") return null;
  for (const [, namespace, module] of text.matchAll(NAMESPACE))
    if (namespace === owner)
      return { from, options: modules.value.exportsOf(module, workshop.files.peek()), validFor: WORD };
  const options = modules.value.membersOf(typeIn(text, owner) ?? owner);
  return options.length === 0 ? null : { from, options, validFor: WORD };
}

/** Type of a variable that is annotated, or made by `new`; null where neither is to be seen. */
function typeIn(text: string, variable: string): string | null {
  const found = new RegExp(`\\b${variable}\\s*(?::\\s*|=\\s*new\\s+)(?:\\w+\\.)?([A-Z]\\w*)`).exec(text);
  return found?.[1] ?? null;
}

/** Words of the text, and of the language. */
function plainName(context: CompletionContext, text: string): CompletionResult | null {
  const word = context.matchBefore(/[A-Za-z_]\w*/);
  if (word === null || (word.text.length < 2 && !context.explicit)) return null;
  const own = new Set(text.match(/[A-Za-z_]\w{2,}/g));
  own.delete(word.text);
  return {
    from: word.from,
    options: [...KEYWORDS, ...[...own].map((label): Completion => ({ label, type: "variable" }))],
    validFor: WORD,
  };
}
