/** Names that the toolchain's modules export, read from their sources and declarations. */
import type { Completion } from "@codemirror/autocomplete";
import type { Files } from "../protocol.ts";
import { toolchain } from "../toolchain.ts";

const EXPORT =
  /^\s*export\s+(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(class|function|const|let|var|enum|interface|type|namespace)\s+(\w+)/gm;
const REEXPORT = /export\s*(?:type\s*)?\{([^}]*)\}/g;
const DECLARED = /^\s*(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:class|interface)\s+(\w+)[^{]*\{/gm;
const MEMBER = /^\s*(?:(?:public|readonly|static|async|abstract|get)\s+)*(\w+)\s*[?!]?\s*[(:<]/gm;
const HIDDEN = /^\s*(?:private|protected|constructor|if|for|while|switch|return|throw|catch)\b/;

const KINDS: Readonly<Record<string, Completion["type"]>> = {
  class: "class",
  function: "function",
  const: "constant",
  enum: "enum",
  interface: "interface",
  type: "type",
  namespace: "namespace",
};

/** Modules that firmware imports. */
export function moduleNames(): string[] {
  const packages = filesOf().flatMap(([path]) => /(?:^|\/)(@devicescript\/[\w-]+)\//.exec(path)?.[1] ?? []);
  return [...new Set([...packages, "tightlip/devs", "tightlip/devs/provision"])].sort();
}

/** What `module` exports; one that begins with a dot is among the learner's own files. */
export function exportsOf(module: string, own: Files): Completion[] {
  const texts = module.startsWith(".")
    ? Object.entries(own)
        .filter(([path]) => stem(path) === stem(module))
        .map(([, text]) => text)
    : filesOf()
        .filter(([path]) => isOf(path, module))
        .map(([, text]) => text);
  const found = new Map<string, Completion>();
  for (const text of texts) {
    for (const [, kind, label] of text.matchAll(EXPORT))
      found.set(label, { label, type: KINDS[kind] ?? "variable", detail: module });
    for (const [, names] of text.matchAll(REEXPORT))
      for (const name of names.split(","))
        for (const [label] of name.replace(/^\s*type\s+|^.*\bas\s+/, "").matchAll(/\w+/g))
          if (!found.has(label)) found.set(label, { label, type: "variable", detail: module });
  }
  return [...found.values()];
}

/** Members of the class or interface of this name, wherever it is declared. */
export function membersNamed(type: string): Completion[] {
  const found = new Map<string, Completion>();
  for (const [, text] of filesOf())
    for (const match of text.matchAll(DECLARED)) {
      if (match[1] !== type) continue;
      const body = bodyFrom(text, match.index + match[0].length);
      for (const member of body.matchAll(MEMBER))
        if (!HIDDEN.test(member[0]))
          found.set(member[1], {
            label: member[1],
            type: member[0].trimEnd().endsWith("(") ? "method" : "property",
            detail: type,
          });
    }
  return [...found.values()];
}

/** Text up to the brace that ends it, without what deeper braces hold. */
function bodyFrom(text: string, from: number): string {
  let depth = 1;
  let body = "";
  for (let at = from; at < text.length && depth > 0; at++) {
    if (text[at] === "}") depth--;
    if (depth === 1) body += text[at];
    if (text[at] === "{") depth++;
  }
  return body;
}

function isOf(path: string, module: string): boolean {
  if (module === "tightlip/devs") return /(?:^|\/)devs\/(?:index|lib\/[\w-]+)\.ts$/.test(path);
  if (module === "tightlip/devs/provision") return /(?:^|\/)devs\/provision\.ts$/.test(path);
  return path.includes(`${module}/`) && path.endsWith(".ts");
}

function stem(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ts$/, "");
}

let declaring: (readonly [string, string])[] | null = null;

/** Sources and declarations of the toolchain. */
function filesOf() {
  declaring ??= Object.entries(toolchain()?.files ?? {}).filter(([path]) => path.endsWith(".ts"));
  return declaring;
}
