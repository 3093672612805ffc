/** Finds parts of the default export of a program in TypeScript, as they are written. */
import { createRequire } from "node:module";
import type * as BabelParser from "@babel/parser";
import type { SyntaxNode } from "../../compile/constant-text.ts";
import { partKey, REST } from "./part-key.ts";

/** Longest chain of names that is followed; ends circular definitions. */
const MAX_HOPS = 32;

/**
 * 1-based; null when the text cannot be parsed. Of what is not written out there (spread, made by a call) it is the
 * line of the nearest part that is.
 */
export function lineInProgram(text: string, path: readonly string[]): number | null {
  const parsed = parsedProgram(text);
  if (parsed === null) return null;
  const { body, exported } = parsed;
  let node = meant(exported.declaration, body);
  let line = exported.loc.start.line;
  for (const name of path) {
    const part = partOf(node, name);
    if (part === null) return line;
    line = part.loc.start.line;
    node = meant(part.value, body);
  }
  return line;
}

/** Source of each part of the default export by {@link partKey}; null where not all of it is written out there. */
export function partsOfProgram(text: string): ReadonlyMap<string, string> | null {
  const parsed = parsedProgram(text);
  if (parsed === null) return null;
  const { body, exported } = parsed;
  const whole = meant(exported.declaration, body);
  if (whole.type !== "ObjectExpression") return null;
  const source = ({ start, end }: SyntaxNode) => text.slice(start, end);
  const parts = new Map([[partKey(REST, null), `${text.slice(0, whole.start)} ${text.slice(whole.end)}`]]);
  for (const property of whole.properties as SyntaxNode[]) {
    const field = property.computed ? undefined : (property.key?.name ?? property.key?.value);
    if (field === undefined) return null;
    const value = meant(property.value ?? property, body);
    const entries: (SyntaxNode | null)[] = value.type === "ArrayExpression" ? value.elements : [];
    const names = entries.map((entry) => entry && partOf(meant(entry, body), "name")?.value.value);
    if (entries.length > 0 && names.every((name) => typeof name === "string"))
      for (const [i, entry] of entries.entries())
        parts.set(partKey(field, names[i]), source(meant(entry!, body)));
    else parts.set(partKey(field, null), source(value));
  }
  return parts;
}

function parsedProgram(
  text: string,
): { readonly body: readonly SyntaxNode[]; readonly exported: SyntaxNode } | null {
  const body = programBody(text);
  const exported = body?.find((node) => node.type === "ExportDefaultDeclaration");
  return body === null || exported === undefined ? null : { body, exported };
}

/** Statements of a program; null when the text cannot be parsed. */
export function programBody(text: string): readonly SyntaxNode[] | null {
  // Loaded when it is needed, which is rare.
  const { parse } = createRequire(import.meta.url)("@babel/parser") as typeof BabelParser;
  try {
    return parse(text, { sourceType: "module", plugins: ["typescript"] }).program
      .body as unknown as SyntaxNode[];
  } catch {
    return null;
  }
}

/**
 * Node that an expression stands for: constants are found by name, and the argument is taken of
 * `definePolicy({ … })` and its like.
 */
function meant(node: SyntaxNode, body: readonly SyntaxNode[]): SyntaxNode {
  let at = node;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const next = at.type.startsWith("TS")
      ? at.expression
      : at.type === "CallExpression"
        ? at.arguments[0]
        : at.type === "Identifier"
          ? constant(at.name, body)
          : undefined;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function constant(name: string, body: readonly SyntaxNode[]): SyntaxNode | undefined {
  const declarations = body
    .map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node))
    .filter((node) => node?.type === "VariableDeclaration")
    .flatMap((node) => node.declarations as SyntaxNode[]);
  return declarations.find(({ id }) => id.name === name)?.init ?? undefined;
}

function partOf(
  node: SyntaxNode,
  name: string,
): { readonly loc: SyntaxNode["loc"]; readonly value: SyntaxNode } | null {
  if (node.type === "ObjectExpression") {
    const property = (node.properties as SyntaxNode[]).findLast(
      ({ key, computed }) => !computed && (key?.name ?? key?.value) === name,
    );
    return property === undefined ? null : { loc: property.loc, value: property.value ?? property };
  }
  if (node.type !== "ArrayExpression") return null;
  const elements = node.elements as (SyntaxNode | null)[];
  const before = elements.slice(0, Number(name) + 1);
  const element = elements[Number(name)];
  return element == null || before.some((e) => e?.type === "SpreadElement")
    ? null
    : { loc: element.loc, value: element };
}
