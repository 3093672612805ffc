/**
 * Evaluates expressions that are text known from the source alone: literals, constants in the same or an
 * imported file, members of constant objects and enums, templates without substitutions, and `+`.
 */

import { createRequire } from "node:module";
import { posix } from "node:path";
import type * as BabelParser from "@babel/parser";

/** A node of Babel's syntax tree, as far as it matters here: the fields depend on `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number } };
  // biome-ignore lint/suspicious/noExplicitAny: each node type has its own fields; they are tested before use.
  readonly [field: string]: any;
}

/** Text known from the source, and the literals that it is made of, in order. */
export interface ConstantText {
  readonly value: string;
  readonly literals: readonly Literal[];
}

export interface Literal {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Offsets in the file, quotes included; UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** The names visible at one place in a file. */
export interface Scope {
  readonly file: string;
  readonly names: ReadonlyMap<string, Binding>;
  readonly parent?: Scope;
}

/** Meaning of a name in a scope. `unknown` shadows, as parameters do. */
type Binding =
  | { readonly kind: "value"; readonly node: SyntaxNode }
  | { readonly kind: "import"; readonly from: string; readonly name: string }
  | { readonly kind: "unknown" };

/** An expression and where it stands. */
export interface Located {
  readonly node: SyntaxNode;
  readonly scope: Scope;
}

/** Longest chain of names that is followed; ends circular definitions. */
const MAX_HOPS = 32;

/** The files of one program, parsed when needed. Paths use forward slashes. */
export class Program {
  private readonly parsed = new Map<string, (Scope & { readonly tree: SyntaxNode }) | null>();

  constructor(private readonly sources: ReadonlyMap<string, string>) {}

  /** The file's tree and its top-level scope; null if there is no such file or it can't be parsed. */
  file(path: string): (Scope & { readonly tree: SyntaxNode }) | null {
    const known = this.parsed.get(path);
    if (known !== undefined) return known;
    const source = this.sources.get(path);
    const tree = source === undefined ? null : parse(source, path.endsWith(".tsx"));
    const file = tree && { file: path, names: declarations(tree.body), tree };
    this.parsed.set(path, file);
    return file;
  }

  /** The text that an expression always has, or undefined. */
  text({ node, scope }: Located, hops = 0): ConstantText | undefined {
    const literal = { file: scope.file, line: node.loc.start.line, start: node.start, end: node.end };
    switch (node.type) {
      case "StringLiteral":
        return { value: node.value, literals: [literal] };
      case "TemplateLiteral":
        return node.expressions.length === 0
          ? { value: node.quasis[0].value.cooked, literals: [literal] }
          : undefined;
      case "BinaryExpression": {
        if (node.operator !== "+") return undefined;
        const left = this.text({ node: node.left, scope }, hops);
        const right = left && this.text({ node: node.right, scope }, hops);
        return right && { value: left.value + right.value, literals: [...left.literals, ...right.literals] };
      }
      default: {
        const target = hops < MAX_HOPS ? this.definition({ node, scope }) : undefined;
        return target && this.text(target, hops + 1);
      }
    }
  }

  /** Definition of a name, a member or a wrapped expression (`x as string`, `x!`), one step on. */
  definition({ node, scope }: Located): Located | undefined {
    switch (node.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "TSNonNullExpression":
        return { node: node.expression, scope };
      case "Identifier":
        return this.lookUp(node.name, scope);
      case "MemberExpression":
        return this.member(node, scope);
      default:
        return undefined;
    }
  }

  private member(node: SyntaxNode, scope: Scope): Located | undefined {
    const name = node.computed ? this.text({ node: node.property, scope })?.value : node.property.name;
    const namespace = node.object.type === "Identifier" ? bindingOf(node.object.name, scope) : undefined;
    if (namespace?.kind === "import" && namespace.name === "*")
      return this.exported(resolveImport(this.sources, scope.file, namespace.from), name);

    let object: Located | undefined = { node: node.object, scope };
    for (let hops = 0; object && hops < MAX_HOPS; hops++) {
      const found = memberOf(object.node, name);
      if (found) return { node: found, scope: object.scope };
      object = this.definition(object);
    }
    return undefined;
  }

  private lookUp(name: string, scope: Scope): Located | undefined {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const binding = at.names.get(name);
      if (binding?.kind === "value") return { node: binding.node, scope: at };
      if (binding?.kind === "import")
        return this.exported(resolveImport(this.sources, at.file, binding.from), binding.name);
      if (binding) return undefined;
    }
    return undefined;
  }

  private exported(path: string | undefined, name: string, hops = 0): Located | undefined {
    const file = path === undefined || hops > MAX_HOPS ? null : this.file(path);
    if (!file) return undefined;
    for (const statement of file.tree.body as SyntaxNode[]) {
      const from = statement.source && resolveImport(this.sources, file.file, statement.source.value);
      if (statement.type === "ExportAllDeclaration") {
        const found = this.exported(from, name, hops + 1);
        if (found) return found;
      } else if (statement.type === "ExportDefaultDeclaration" && name === "default") {
        return { node: statement.declaration, scope: file };
      } else if (statement.type === "ExportNamedDeclaration") {
        for (const { exported, local } of statement.specifiers) {
          if ((exported.name ?? exported.value) !== name) continue;
          return from ? this.exported(from, local.name, hops + 1) : this.lookUp(local.name, file);
        }
      }
    }
    return file.names.has(name) ? this.lookUp(name, file) : undefined;
  }
}

/** The name by which a function is known where it was declared, as far as imports tell. */
export function originalName(callee: SyntaxNode, scope: Scope): string | undefined {
  if (callee.type === "MemberExpression") return callee.property.name;
  if (callee.type !== "Identifier") return undefined;
  const binding = bindingOf(callee.name, scope);
  return binding?.kind === "import" ? binding.name : callee.name;
}

/** The scope inside a node: a new one if the node declares names, else the same. */
export function scopeInside(node: SyntaxNode, scope: Scope): Scope {
  if (Array.isArray(node.params)) {
    const names = new Map<string, Binding>();
    for (const param of node.params) {
      const name = parameterName(param);
      if (name !== undefined) names.set(name, { kind: "unknown" });
    }
    return { file: scope.file, names, parent: scope };
  }
  if (node.type === "BlockStatement")
    return { file: scope.file, names: declarations(node.body), parent: scope };
  return scope;
}

/** The name of a parameter, with or without a default; undefined for a pattern. */
export function parameterName(param: SyntaxNode): string | undefined {
  const declared = param.parameter ?? param;
  return declared.name ?? declared.left?.name;
}

/** The nodes directly below a node. */
export function children(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flat()
    .filter((child) => typeof child?.type === "string" && typeof child.start === "number");
}

function parse(source: string, withJsx: boolean): SyntaxNode | null {
  // Loaded here and not at the top: most builds come from the cache and need no parser.
  const babel: typeof BabelParser = createRequire(import.meta.url)("@babel/parser");
  try {
    const { program } = babel.parse(source, {
      sourceType: "module",
      errorRecovery: true,
      plugins: withJsx ? ["typescript", "decorators", "jsx"] : ["typescript", "decorators"],
    });
    return program as unknown as SyntaxNode;
  } catch {
    return null;
  }
}

function bindingOf(name: string, scope: Scope): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const binding = at.names.get(name);
    if (binding) return binding;
  }
  return undefined;
}

function declarations(statements: readonly SyntaxNode[]): Map<string, Binding> {
  const names = new Map<string, Binding>();
  for (const statement of statements) {
    if (statement.type === "ImportDeclaration") {
      const from = statement.source.value;
      for (const { type, local, imported } of statement.specifiers) {
        const name =
          type === "ImportNamespaceSpecifier"
            ? "*"
            : type === "ImportDefaultSpecifier"
              ? "default"
              : (imported.name ?? imported.value);
        names.set(local.name, { kind: "import", from, name });
      }
      continue;
    }
    const declaration = statement.declaration ?? statement;
    if (declaration.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations)
        if (id.name) names.set(id.name, init ? { kind: "value", node: init } : { kind: "unknown" });
    } else if (declaration.id?.name) {
      names.set(declaration.id.name, { kind: "value", node: declaration });
    }
  }
  return names;
}

/** The value of an object literal's property or an enum's member. */
function memberOf(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const nameOf = ({ key, id }: SyntaxNode) => (key ?? id)?.name ?? (key ?? id)?.value;
  if (node.type === "ObjectExpression")
    return node.properties.find((p: SyntaxNode) => !p.computed && nameOf(p) === name)?.value;
  if (node.type === "TSEnumDeclaration") {
    const members: SyntaxNode[] = node.body?.members ?? node.members;
    return members.find((m) => nameOf(m) === name)?.initializer;
  }
  return undefined;
}

function resolveImport(
  sources: ReadonlyMap<string, string>,
  importer: string,
  from: string,
): string | undefined {
  if (!from.startsWith(".")) return undefined;
  const path = posix.join(posix.dirname(importer), from);
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`, path].find((candidate) => sources.has(candidate));
}
