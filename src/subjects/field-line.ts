/** Finds the line of a TypeScript file on which a part of its default export stands. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as BabelParser from "@babel/parser";
import type { SyntaxNode } from "../compile/constant-text.ts";

/** Longest chain of names that is followed; ends circular definitions. */
const MAX_HOPS = 32;

/**
 * 1-based; null when the file cannot be read or parsed. Of what is not written out there (spread, made by a call)
 * it is the line of the nearest part that is.
 */
export function lineOf(file: string, path: readonly string[]): number | null {
  // Loaded when there is something to complain about, which is rare.
  const { parse } = createRequire(import.meta.url)("@babel/parser") as typeof BabelParser;
  let body: readonly SyntaxNode[];
  try {
    const source = readFileSync(file, "utf8");
    body = parse(source, { sourceType: "module", plugins: ["typescript"] }).program
      .body as unknown as SyntaxNode[];
  } catch {
    return null;
  }
  const exported = body.find((node) => node.type === "ExportDefaultDeclaration");
  if (exported === undefined) return null;
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
