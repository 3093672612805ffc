/** Reads what TypeScript sources declare, and what their comments say of it. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "@babel/parser";
import { REPOSITORY } from "../cli/cli.ts";

/** As much of a syntax node as is needed here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly leadingComments?: readonly { readonly type: string; readonly value: string }[] | null;
  readonly [key: string]: unknown;
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly says: string;
}

export interface Exported {
  readonly name: string;
  readonly kind: "function" | "class" | "constant" | "type";
  readonly says: string;
}

const KINDS: Readonly<Record<string, Exported["kind"]>> = {
  FunctionDeclaration: "function",
  ClassDeclaration: "class",
  VariableDeclaration: "constant",
  TSInterfaceDeclaration: "type",
  TSTypeAliasDeclaration: "type",
};

/** The fields of an interface, in order. */
export function fieldsOf(file: string, name: string): Field[] {
  const { text, body } = sourceOf(file);
  const found = body
    .map(declared)
    .find((node) => node.type === "TSInterfaceDeclaration" && nameOf(node) === name);
  const members = (found?.body as { body: Node[] } | undefined)?.body;
  if (members === undefined) throw new Error(`${file} has no interface ${name}`);
  return members.map((member) => {
    const annotation = (member.typeAnnotation as { typeAnnotation: Node }).typeAnnotation;
    return {
      name: nameOf(member.key as Node),
      type: oneLine(text.slice(annotation.start, annotation.end)).replaceAll("readonly ", ""),
      isOptional: member.optional === true,
      says: commentOf(member),
    };
  });
}

/** The texts of a constant list, each with its comment. */
export function commentedList(file: string, name: string): [string, string][] {
  const { body } = sourceOf(file);
  for (const node of body.map(declared)) {
    const [declarator] = (node.declarations ?? []) as {
      id: Node;
      init: { expression: { elements: Node[] } };
    }[];
    if (declarator !== undefined && nameOf(declarator.id) === name)
      return declarator.init.expression.elements.map((element) => [
        String(element.value),
        commentOf(element),
      ]);
  }
  throw new Error(`${file} has no list ${name}`);
}

/** Everything that a module exports, also from others; by name. */
export function exportsOf(file: string): Exported[] {
  const all: Exported[] = [];
  for (const node of sourceOf(file).body) {
    const specifiers = (node.specifiers ?? []) as { exported: Node }[];
    const from = node.source as { value: string } | null | undefined;
    if (node.type === "ExportDefaultDeclaration") all.push(describe(node, "default"));
    if (node.type !== "ExportNamedDeclaration") continue;
    if (node.declaration) all.push(describe(node, nameOf(node.declaration as Node)));
    else if (from)
      for (const { exported } of specifiers) all.push(find(beside(file, from.value), nameOf(exported)));
  }
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function find(file: string, name: string): Exported {
  const node = sourceOf(file).body.find(
    (candidate) => KINDS[declared(candidate).type] !== undefined && nameOf(declared(candidate)) === name,
  );
  if (node === undefined) throw new Error(`${file} does not declare ${name}`);
  const found = describe(node, name);
  return found.says === "" ? { ...found, says: headerAbout(file, name) } : found;
}

/** The comment at the top of a file, if it speaks of `name`. */
function headerAbout(file: string, name: string): string {
  const { text } = sourceOf(file);
  const [header] = /^(\/\*\*[\s\S]*?\*\/|(\/\/.*\n)+)/.exec(text) ?? [""];
  const says = oneLine(header.replace(/^\/\*\*|\*\/|^ ?(\*|\/\/) ?/gm, ""));
  return new RegExp(`\\b${name}\\b`).test(says) ? says : "";
}

function describe(node: Node, name: string): Exported {
  return { name, kind: KINDS[declared(node).type], says: commentOf(node) };
}

function beside(file: string, specifier: string): string {
  const path = join(dirname(file), specifier);
  return path.endsWith(".ts") ? path : `${path}.ts`;
}

/** Declaration in an export statement, or the statement itself. */
function declared(node: Node): Node {
  return (node.declaration as Node | null | undefined) ?? node;
}

function nameOf(node: Node): string {
  if (node.type === "VariableDeclaration") return nameOf((node.declarations as { id: Node }[])[0].id);
  if (node.id) return nameOf(node.id as Node);
  return String(node.name ?? node.value);
}

/** The comment right before a node, as one line. */
function commentOf(node: Node): string {
  const comment = node.leadingComments?.at(-1);
  if (comment === undefined || (comment.type === "CommentBlock" && !comment.value.startsWith("*"))) return "";
  const [before] = comment.value
    .replace(/^\*/, "")
    .replace(/^\s*\* ?/gm, "")
    .split("```");
  return oneLine(before);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

const parsed = new Map<string, { readonly text: string; readonly body: readonly Node[] }>();

function sourceOf(file: string): { readonly text: string; readonly body: readonly Node[] } {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(resolve(REPOSITORY, file), "utf8");
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const source = { text, body: program.body as unknown as readonly Node[] };
  parsed.set(file, source);
  return source;
}
