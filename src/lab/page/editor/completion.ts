/** Completion of names that modules export, and of members of what they declare, from the toolchain's files. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Workshop } from "../workshop.ts";
import { exportsOf, membersNamed, moduleNames } from "./module-exports.ts";

const KEYWORDS = [
  "async",
  "await",
  "class",
  "const",
  "else",
  "export",
  "extends",
  "for",
  "function",
  "if",
  "import",
  "interface",
  "let",
  "new",
  "return",
  "this",
  "throw",
  "try",
  "while",
].map((label): Completion => ({ label, type: "keyword" }));

/** Modules that a text imports, each with the name by which all of it is imported, if it is. */
const IMPORTS = /import\s+(?:\*\s+as\s+(\w+)|[^"']*?)\s*from\s*["']([^"']+)["']/g;

export function completeNames(workshop: Workshop) {
  return (context: CompletionContext): CompletionResult | null => {
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
    options: moduleNames().map((label) => ({ label, type: "namespace" })),
    validFor: /^[^"']*$/,
  };
}

/** Inside of the braces of an import whose module stands on the same line already. */
function importedName(context: CompletionContext, workshop: Workshop): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const module = /^\s*import\s*(?:type\s*)?\{[^}]*\}\s*from\s*["']([^"']+)["']/.exec(line.text)?.[1];
  const word = context.matchBefore(/\w*/);
  if (module === undefined || word === null || context.pos > line.from + line.text.indexOf("}")) return null;
  return { from: word.from, options: exportsOf(module, workshop.files.peek()), validFor: /^\w*$/ };
}

/** After a dot. */
function memberName(context: CompletionContext, text: string, workshop: Workshop): CompletionResult | null {
  const typed = context.matchBefore(/\w+\.\w*/);
  if (typed === null) return null;
  const [owner] = typed.text.split(".");
  const from = typed.from + owner.length + 1;
  for (const [, namespace, module] of text.matchAll(IMPORTS))
    if (namespace === owner)
      return { from, options: exportsOf(module, workshop.files.peek()), validFor: /^\w*$/ };
  const type =
    new RegExp(`\\b${owner}\\s*(?::\\s*|=\\s*(?:await\\s+)?new\\s+)(?:\\w+\\.)?(\\w+)`).exec(text)?.[1] ??
    owner;
  const options = membersNamed(type);
  return options.length === 0 ? null : { from, options, validFor: /^\w*$/ };
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
    validFor: /^\w*$/,
  };
}
