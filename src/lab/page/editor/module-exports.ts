/** Names that the toolchain's modules export, and members of what they declare, read from sources and declarations. */
import type { Completion } from "@codemirror/autocomplete";
import type { Files } from "../protocol.ts";

const KINDS: Readonly<Record<string, Completion["type"]>> = {
  class: "class",
  function: "function",
  const: "constant",
  enum: "enum",
  interface: "interface",
  type: "type",
  namespace: "namespace",
};

/** Before what a line declares, and what it declares. */
const DECLARATION =
  /^(?:export )?(?:declare )?(?:abstract )?(?:async )?(class|function|const|enum|interface|type|namespace) (\w+)(?:<[^>]*>)?(?: extends ([\w.]+))?/;
const REEXPORTED = /^export (?:type )?\{([^}]*)\}/;
const MEMBER = /^(?:(?:public|readonly|static|async|abstract|get) )*(\w+) ?[?!]? ?([(:<=,])/;
/** Indent of what a module declares that is only declared. */
const AMBIENT_INDENT = 4;
/** Not for whoever uses the class, or no member at all. */
const HIDDEN = /^(?:_\w*|private|protected|constructor|if|for|while|switch|return|throw|catch|set)$/;
/** Classes above one whose members are its own too. */
const MAX_ANCESTORS = 6;

interface Declared {
  readonly base: string | null;
  readonly members: readonly Completion[];
}

/** Modules of one toolchain. */
export class Modules {
  private readonly sources: (readonly [path: string, text: string])[];
  private classes: ReadonlyMap<string, Declared> | null = null;

  constructor(files: Files) {
    this.sources = Object.entries(files).filter(([path]) => path.endsWith(".ts"));
  }

  /** Names of all that firmware can import. */
  names(): string[] {
    const packages = this.sources.flatMap(
      ([path]) => /(?:^|\/)(@devicescript\/[\w-]+)\//.exec(path)?.[1] ?? [],
    );
    return [...new Set([...packages, "tightlip/devs", "tightlip/devs/provision"])].sort();
  }

  /** Names that `module` exports; one that begins with a dot is among the learner's own files. */
  exportsOf(module: string, own: Files): Completion[] {
    const texts = module.startsWith(".")
      ? Object.entries(own).filter(([path]) => stem(path) === stem(module))
      : this.sources.filter(([path]) => isOf(path, module));
    const found = new Map<string, Completion>();
    const add = (label: string, type: Completion["type"]) => {
      if (label !== "" && !found.has(label)) found.set(label, { label, type, detail: module });
    };
    for (const [path, text] of texts)
      for (const line of text.split("\n")) {
        const [, kind, label] = DECLARATION.exec(line.trimStart()) ?? [];
        if (kind !== undefined && (line.startsWith("export ") || isAmbient(path, line)))
          add(label, KINDS[kind]);
        const names = REEXPORTED.exec(line)?.[1].split(",") ?? [];
        for (const name of names) add(name.trim().split(" ").at(-1)!, "variable");
      }
    return [...found.values()];
  }

  /** Members of the class, interface or enum of this name, those of its ancestors included. */
  membersOf(type: string): Completion[] {
    this.classes ??= this.declarations();
    const found = new Map<string, Completion>();
    let name: string | null = type;
    for (let step = 0; step < MAX_ANCESTORS && name !== null; step++) {
      const declared: Declared | undefined = this.classes.get(name);
      for (const member of declared?.members ?? [])
        if (!found.has(member.label)) found.set(member.label, member);
      name = declared?.base ?? null;
    }
    return [...found.values()];
  }

  private declarations(): ReadonlyMap<string, Declared> {
    const found = new Map<string, Declared>();
    for (const [, text] of this.sources) {
      let end = 0;
      for (const line of text.split("\n")) {
        end += line.length + 1;
        const [, kind, name, base] = DECLARATION.exec(line.trimStart()) ?? [];
        if (!["class", "interface", "enum"].includes(kind) || !line.trimEnd().endsWith("{")) continue;
        const before = found.get(name);
        const members = membersIn(bodyFrom(text, end), name);
        found.set(name, {
          base: before?.base ?? base ?? null,
          members: [...(before?.members ?? []), ...members],
        });
      }
    }
    return found;
  }
}

function membersIn(body: string, detail: string): Completion[] {
  return body.split("\n").flatMap((line): Completion[] => {
    const [, label = "", sign = ""] = MEMBER.exec(line.trimStart()) ?? [];
    if (label === "" || HIDDEN.test(label)) return [];
    return [{ label, type: "(<".includes(sign) ? "method" : "property", detail }];
  });
}

/** In a module that is only declared, everything is exported, and indented by nothing or once. */
function isAmbient(path: string, line: string): boolean {
  return path.endsWith(".d.ts") && line.length - line.trimStart().length <= AMBIENT_INDENT;
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
  return path.includes(`${module}/`);
}

function stem(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ts$/, "");
}
