/**
 * Finds literals that are credentials by where they go: passphrases that reach `addNetwork`, values of authorization
 * fields, passwords and tokens among the options of a connection, cookies, parameters of addresses with a credential's
 * name, arguments and values with one, and texts in a format of tokens.
 *
 * A text that goes to a place that takes nothing else is a credential whatever it reads like, `"changeme"`
 * included; a text that merely has a credential's name must look made up as well. Not looked for: values
 * assembled or decoded when the firmware runs, lists of lists, members of JSON text, texts that something is
 * compared with, numbers.
 */

import {
  type ConstantText,
  children,
  type Located,
  type Program,
  parameterName,
  type Scope,
  type SyntaxNode,
  scopeInside,
} from "./constant-text.ts";
import { fitsName, isCredentialName, isPasswordName, looksMadeUp } from "./credential-name.ts";
import { tokensIn } from "./token-formats.ts";

/** A text in the source that is a credential, or holds one. */
export interface CredentialText {
  readonly value: string;
  /** Literals that the text stands in; several where literals are added up. */
  readonly literals: ConstantText["literals"];
}

/** Most calls from a function to the place that its parameter goes to, and most names from a use to its literal. */
const MAX_HOPS = 8;
const MIN_PASSWORD = 4;
/** Characters of a WPA passphrase (IEEE 802.11, annex J.4.1): nothing shorter joins a network. */
const MIN_PASSPHRASE = 8;
const MIN_PART = 4;

const SCHEME = /^\s*(?:basic|bearer|digest|token|apikey|key)(?:\s+|$)/i;
const AUTHORIZATION = /^(?:proxy-)?authorization$/i;
const KEY_HEADER = /^(?:x-)(?:api-?key|auth-?token|access-?token|auth-?key)$|^api-key$/i;
const COOKIE = /^cookie$/i;
/** A field that a project has made up for itself, but for one that identifies or describes something. */
const OWN_HEADER = /^x-(?!.*(?:id|uid|mac|version|trace|request|agent|model|hash|digest|etag|time|nonce)$)/i;
/** Parameters of an address: `?key=…&unit=c`. */
const PARAMETER = /[?&]([A-Za-z][\w.-]{0,40})=([^&#\s"'`]{1,200})/g;
const PARAMETER_AHEAD = /[?&]([A-Za-z][\w.-]{0,40})=$/;
/** Names that mean too much elsewhere. */
const PARAMETER_NAME = /^(?:key|appid|app_?key|sig|signature|auth|pass|pwd)$/i;
const SETS_FIELD = /^(?:set|append|setHeader|header|addHeader)$/;
/** Functions whose options hold what proves who asks. */
const CONNECTS = /mqtt|connect|client|log_?in|sign_?in|auth|fetch|request|join/i;
const OPTION = /^(?:token|bearer|secret|api_?key|access_?token|auth_?token|client_?secret)$/i;
/** Functions whose first argument is a name. */
const TAKES_NAME =
  /^(?:readSetting|writeSetting|deleteSetting|get|set|has|append|delete|header|setHeader|addHeader)$/;
const FUNCTIONS = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassMethod",
  "ClassPrivateMethod",
  "ObjectMethod",
];

/** Reason why the text at a place may be a credential. */
type Sink =
  /** The place takes nothing else. */
  | { readonly kind: "credential" }
  /** Passphrase of a network. */
  | { readonly kind: "passphrase" }
  /** A field of a request that says who asks: the scheme before the credential is none. */
  | { readonly kind: "authorization" }
  /** Names and values: `session=…; theme=dark`. */
  | { readonly kind: "cookie" }
  /** Something has this name. */
  | { readonly kind: "name"; readonly name: string }
  /** A parameter has this name, and a password is meant by it. */
  | { readonly kind: "password" };

/** An expression that goes somewhere. */
interface Flow extends Located {
  readonly sink: Sink;
}

/** A node with the scope that it stands in and the functions around it, innermost last. */
interface Visited extends Located {
  readonly functions: readonly SyntaxNode[];
}

/** One literal, or several that the compiler adds up. */
interface Leaf extends CredentialText {
  /** Text that is only a part of what goes to the place. */
  readonly isPart: boolean;
  /** Some other part is not known. */
  readonly isMixed: boolean;
}

/** In no order; a text that goes to several places is listed once. */
export function credentialTexts(files: readonly string[], program: Program): CredentialText[] {
  return new Search(files, program).found();
}

class Search {
  private readonly visited: Visited[] = [];
  private readonly byName = new Map<string, SyntaxNode[]>();
  private readonly names = new Set<string>();
  /** Sinks that functions pass their parameters on to, by function and position of the parameter. */
  private readonly sinks = new Map<SyntaxNode, Map<number, Sink>>();
  /** Sinks of members and variables that take their value elsewhere in the same file, by file and name. */
  private readonly held = new Map<string, Sink>();
  private readonly texts = new Map<string, CredentialText>();

  constructor(
    files: readonly string[],
    private readonly program: Program,
  ) {
    for (const file of files) {
      const parsed = program.file(file);
      if (parsed)
        for (const statement of parsed.tree.body)
          this.visit({ node: statement, scope: parsed, functions: [] });
    }
    for (const at of this.visited) this.learnNames(at);
  }

  found(): CredentialText[] {
    for (const at of this.visited) this.byFormat(at);
    // A parameter that turns out to go somewhere makes places of the arguments of all calls.
    for (let hops = 0, known = -1; hops < MAX_HOPS && known !== this.sinkCount; hops++) {
      known = this.sinkCount;
      for (const at of this.visited) for (const flow of this.flowsAt(at)) this.follow(flow, at.functions);
    }
    return [...this.texts.values()];
  }

  private get sinkCount(): number {
    let count = this.held.size;
    for (const { size } of this.sinks.values()) count += size;
    return count;
  }

  private visit(at: Visited): void {
    const { node, scope, functions } = at;
    this.visited.push(at);
    const isFunction = FUNCTIONS.includes(node.type);
    const name = isFunction ? (node.id?.name ?? node.key?.name) : functionVariable(node);
    if (name !== undefined) {
      const named = isFunction ? node : node.init;
      this.byName.set(name, [...(this.byName.get(name) ?? []), named]);
    }
    const inside = scopeInside(node, scope);
    const around = isFunction ? [...functions, node] : functions;
    for (const child of children(node)) this.visit({ node: child, scope: inside, functions: around });
  }

  /** Texts that are used as names of settings, fields and members are none of what they name. */
  private learnNames({ node, scope }: Visited): void {
    if (node.type === "CallExpression" && TAKES_NAME.test(calleeName(node) ?? ""))
      this.addName(node.arguments[0], scope);
    else if (node.type === "MemberExpression" && node.computed) this.addName(node.property, scope);
    else if (node.type === "ObjectProperty" && node.computed) this.addName(node.key, scope);
  }

  private addName(node: SyntaxNode | undefined, scope: Scope): void {
    const text = node && this.program.text({ node, scope });
    for (const literal of text?.literals ?? []) this.names.add(placeOf(literal));
  }

  /** Texts that are in a format of tokens, wherever they go. */
  private byFormat({ node, scope }: Visited): void {
    if (node.type !== "StringLiteral" && node.type !== "TemplateLiteral") return;
    const texts = node.type === "StringLiteral" ? [{ value: node.value as string, node }] : writtenIn(node);
    for (const { value: text, node: literal } of texts)
      for (const value of [...tokensIn(text), ...parametersIn(text)])
        this.add(value, [literalOf({ node: literal, scope })]);
  }

  private flowsAt({ node, scope }: Visited): Flow[] {
    const to = (target: SyntaxNode | null | undefined, sink: Sink | null): Flow[] =>
      target && sink ? [{ node: target, scope, sink }] : [];
    switch (node.type) {
      case "CallExpression":
      case "NewExpression":
      case "OptionalCallExpression":
        return this.flowsOfCall({ node, scope });
      case "ObjectProperty":
      case "ClassProperty":
        return node.computed ? [] : this.flowsInto(node.value, scope, keyName(node));
      case "AssignmentExpression": {
        const name = memberName(node.left, this.program, scope);
        return node.operator === "=" ? this.flowsInto(node.right, scope, name) : [];
      }
      case "AssignmentPattern":
        return to(node.right, sinkOf(node.left.name));
      case "VariableDeclarator":
        return to(node.init, sinkOf(node.id.name));
      case "TemplateLiteral":
        return [
          ...passwordHoles(node).flatMap((hole) => to(hole, { kind: "credential" })),
          ...(node.expressions as SyntaxNode[]).flatMap((hole, i) =>
            to(hole, parameterSink(node.quasis[i].value.cooked)),
          ),
        ];
      case "BinaryExpression":
        return node.operator === "+" ? to(node.right, parameterSink(endOf(node.left))) : [];
      default:
        return [];
    }
  }

  /** Flows of a value into a member or a variable: by its name, and by where it goes from there. */
  private flowsInto(node: SyntaxNode | null, scope: Scope, name: string | undefined): Flow[] {
    if (!node || name === undefined) return [];
    const held = this.held.get(`${scope.file} ${name}`);
    return [sinkOf(name), held].flatMap((sink) => (sink ? [{ node, scope, sink }] : []));
  }

  private flowsOfCall({ node, scope }: Located): Flow[] {
    const args: SyntaxNode[] = node.arguments;
    const name = calleeName(node) ?? "";
    const flows: Flow[] = [];
    const add = (target: SyntaxNode | undefined, sink: Sink) => {
      if (target) flows.push({ node: target, scope, sink });
    };
    if (name === "addNetwork") add(args[1], { kind: "passphrase" });
    if (SETS_FIELD.test(name) && args[0]) {
      const field = this.program.text({ node: args[0], scope })?.value ?? "";
      const sink = headerSink(field);
      if (sink !== null) add(args[1], sink);
    }
    if (CONNECTS.test(name))
      for (const arg of args)
        flows.push(...this.optionsOf({ node: arg, scope }).flatMap((at) => optionFlow(at)));
    for (const callee of this.calleesOf(node, scope)) {
      const sinks = this.sinks.get(callee);
      for (const [i, param] of (callee.params as SyntaxNode[]).entries()) {
        const sink = sinks?.get(i);
        const name = parameterName(param);
        const member = param.type === "TSParameterProperty" && this.held.get(`${scope.file} ${name}`);
        for (const to of [sink, member, paramSink(name)]) if (to) add(args[i], to);
      }
    }
    return flows;
  }

  /** Members of the options that a call gets, of what is spread into them, and of the fields that they hold. */
  private optionsOf(at: Located, hops = 0): Located[] {
    if (hops > MAX_HOPS) return [];
    const { node, scope } = at;
    if (node.type !== "ObjectExpression") {
      const target = this.program.definition(at);
      return target ? this.optionsOf(target, hops + 1) : [];
    }
    return (node.properties as SyntaxNode[]).flatMap((property) => {
      if (property.type === "SpreadElement")
        return this.optionsOf({ node: property.argument, scope }, hops + 1);
      if (property.type !== "ObjectProperty" || property.computed) return [];
      const own = { node: property, scope };
      const isHeld = /^(?:headers|options|auth|credentials)$/i.test(keyName(property));
      return isHeld ? [own, ...this.optionsOf({ node: property.value, scope }, hops + 1)] : [own];
    });
  }

  /** The functions of the project that a call may be of. */
  private calleesOf({ type, callee }: SyntaxNode, scope: Scope): SyntaxNode[] {
    const target = this.functionOf({ node: callee, scope });
    if (target?.type.startsWith("Class")) {
      const members: SyntaxNode[] = target.body.body;
      return type === "NewExpression" ? members.filter(({ kind }) => kind === "constructor") : [];
    }
    if (target) return [target];
    const name: string | undefined = callee.type === "MemberExpression" ? callee.property.name : undefined;
    return name === undefined ? [] : (this.byName.get(name) ?? []).filter((fn) => fn.type.includes("Method"));
  }

  private functionOf(at: Located): SyntaxNode | undefined {
    let target: Located | undefined = at;
    for (let hops = 0; target && hops < MAX_HOPS; hops++) {
      const { type } = target.node;
      if (FUNCTIONS.includes(type) || type === "ClassDeclaration" || type === "ClassExpression")
        return target.node;
      target = this.program.definition(target);
    }
    return undefined;
  }

  private follow({ node, scope, ...flow }: Flow, functions: readonly SyntaxNode[]): void {
    const leaves = this.leaves({ node, scope });
    const sink = decided(flow.sink, leaves);
    if (sink.kind !== "name")
      for (const source of handedOn(node)) this.trace(source, sink, scope.file, functions);
    for (const leaf of leaves) {
      const value = this.credentialOf(leaf, sink);
      if (value !== null) this.add(value, leaf.literals);
    }
  }

  /** Makes places of what gives its value to a name that goes somewhere: arguments, or members and assignments. */
  private trace(source: SyntaxNode, sink: Sink, file: string, functions: readonly SyntaxNode[]): void {
    const isMember = source.type === "MemberExpression";
    const name: string = isMember ? source.property.name : source.name;
    for (const fn of isMember ? [] : [...functions].reverse()) {
      const index = (fn.params as SyntaxNode[]).findIndex((param) => parameterName(param) === name);
      if (index < 0) continue;
      const known = this.sinks.get(fn) ?? new Map<number, Sink>();
      if (!known.has(index)) this.sinks.set(fn, known.set(index, sink));
      return;
    }
    const key = `${file} ${name}`;
    // Names that mean anything, such as "value", would make places of all their namesakes.
    if (isCredentialName(name) && !this.held.has(key)) this.held.set(key, sink);
  }

  /** The literals that the value of an expression is made of, as far as they are known. */
  private leaves(at: Located, hops = 0): Leaf[] {
    const { node, scope } = at;
    if (hops > MAX_HOPS) return [];
    const again = (next: SyntaxNode) => this.leaves({ node: next, scope }, hops + 1);
    switch (node.type) {
      case "StringLiteral":
        return [{ value: node.value, literals: [literalOf(at)], isPart: false, isMixed: false }];
      case "TemplateLiteral": {
        const written = writtenIn(node).map((part) => ({
          value: part.value,
          literals: [literalOf({ node: part.node, scope })],
        }));
        const holes: Leaf[][] = node.expressions.map(again);
        return holes.length === 0
          ? written.map((leaf) => ({ ...leaf, isPart: false, isMixed: false }))
          : partsOf(
              [...written, ...holes.flat()],
              holes.some((hole) => hole.length === 0),
            );
      }
      case "BinaryExpression": {
        if (node.operator !== "+") return [];
        const sum = isWritten(node) ? this.program.text(at) : undefined;
        // Literals that are added up in one expression are one text in the image.
        if (sum) return [{ value: sum.value, literals: sum.literals, isPart: false, isMixed: false }];
        const [left, right] = [again(node.left), again(node.right)];
        return partsOf([...left, ...right], left.length === 0 || right.length === 0);
      }
      case "ConditionalExpression":
        return [...again(node.consequent), ...again(node.alternate)];
      case "LogicalExpression":
        return [...again(node.left), ...again(node.right)];
      default: {
        const target = this.program.definition(at);
        return target ? this.leaves(target, hops + 1) : [];
      }
    }
  }

  /** The credential in a text that goes to a place; null for none. */
  private credentialOf({ value, literals, isPart, isMixed }: Leaf, sink: Sink): string | null {
    if (sink.kind === "cookie") return cookieIn(value);
    const secret = sink.kind === "authorization" ? value.replace(SCHEME, "") : value;
    if (secret.trim() === "") return null;
    if (sink.kind === "name")
      return this.isName(literals) || isPart || !fitsName(value, sink.name) ? null : value;
    // Something is put before a value that comes from elsewhere.
    if (isMixed) return looksMadeUp(secret) ? secret : null;
    if (isPart && secret.length < MIN_PART) return null;
    if (sink.kind === "passphrase") return isPart || value.length >= MIN_PASSPHRASE ? value : null;
    if (sink.kind !== "password") return secret;
    const isLabel = this.isName(literals) || isCredentialName(value) || /\s/.test(value);
    return value.length < MIN_PASSWORD || isLabel ? null : value;
  }

  private isName(literals: CredentialText["literals"]): boolean {
    return literals.some((literal) => this.names.has(placeOf(literal)));
  }

  private add(value: string, literals: CredentialText["literals"]): void {
    const place = placeOf(literals[0]!);
    const known = this.texts.get(place);
    // The narrower text is kept: the token, not the text around it.
    if (known === undefined || (value.length < known.value.length && known.value.includes(value)))
      this.texts.set(place, { value, literals });
  }
}

/** Each of several parts of one text. */
function partsOf(parts: readonly CredentialText[], isMixed: boolean): Leaf[] {
  return parts.map((part) => ({ ...part, isPart: true, isMixed }));
}

/** Something called "authorization" is a field when a scheme is put before it, and may be a label otherwise. */
function decided(sink: Sink, leaves: readonly Leaf[]): Sink {
  const isField =
    sink.kind === "name" && AUTHORIZATION.test(sink.name) && leaves.some(({ value }) => SCHEME.test(value));
  return isField ? { kind: "authorization" } : sink;
}

/** Reason why a value of this name may be a credential; null when there is none. */
function sinkOf(name: string | undefined): Sink | null {
  if (name === undefined) return null;
  if (KEY_HEADER.test(name)) return { kind: "authorization" };
  return isCredentialName(name) ? { kind: "name", name } : null;
}

function paramSink(name: string | undefined): Sink | null {
  if (name === undefined) return null;
  return isPasswordName(name) ? { kind: "password" } : sinkOf(name);
}

/** The flow into an option of a connection. */
function optionFlow({ node, scope }: Located): Flow[] {
  const name = keyName(node);
  const isSecret = isPasswordName(name) || OPTION.test(name);
  const sink: Sink | null = isSecret ? { kind: "credential" } : headerSink(name);
  return sink ? [{ node: node.value, scope, sink }] : [];
}

/** Reason why the value of a request's field may be a credential; null when there is none. */
function headerSink(field: string): Sink | null {
  if (AUTHORIZATION.test(field) || KEY_HEADER.test(field)) return { kind: "authorization" };
  if (COOKIE.test(field)) return { kind: "cookie" };
  return OWN_HEADER.test(field) ? { kind: "name", name: field } : null;
}

/** The value in a cookie that looks made up; null for none. */
function cookieIn(text: string): string | null {
  const values = text.split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1));
  return values.find(looksMadeUp) ?? null;
}

/** Values of an address's parameters that are called like a credential, and look made up. */
function parametersIn(text: string): string[] {
  return [...text.matchAll(PARAMETER)].flatMap(([, name, value]) =>
    isParameterName(name!) && looksMadeUp(value!) ? [value!] : [],
  );
}

/** Reason why what follows on a text may be a credential; null when there is none. */
function parameterSink(before: string | null | undefined): Sink | null {
  const name = PARAMETER_AHEAD.exec(before ?? "")?.[1];
  return name !== undefined && isParameterName(name) ? { kind: "name", name } : null;
}

function isParameterName(name: string): boolean {
  return isCredentialName(name) || PARAMETER_NAME.test(name);
}

/** The text at the end of an expression; null where it is not written there. */
function endOf(node: SyntaxNode): string | null {
  switch (node.type) {
    case "StringLiteral":
      return node.value;
    case "TemplateLiteral":
      return node.quasis.at(-1).value.cooked ?? null;
    case "BinaryExpression":
      return node.operator === "+" ? endOf(node.right) : null;
    default:
      return null;
  }
}

/** The texts that are written in a template, each with the node that it is the whole of. */
function writtenIn(template: SyntaxNode): { readonly value: string; readonly node: SyntaxNode }[] {
  const { quasis, expressions } = template;
  return quasis
    .filter(({ value }: SyntaxNode) => value.cooked)
    .map((quasi: SyntaxNode) => ({
      value: quasi.value.cooked,
      node: expressions.length === 0 ? template : quasi,
    }));
}

/** Expressions of a template in place of an address's password: `https://meter:${here}@cloud.example`. */
function passwordHoles({ quasis, expressions }: SyntaxNode): SyntaxNode[] {
  return expressions.filter((_: SyntaxNode, i: number) => {
    const [before, after] = [quasis[i].value.cooked ?? "", quasis[i + 1].value.cooked ?? ""];
    return /^@/.test(after) && /(?::\/\/[^\s:@/?#]{0,100}:|^:)$/.test(before);
  });
}

/** The name of a function that a variable or a member holds. */
function functionVariable({ type, id, init }: SyntaxNode): string | undefined {
  return type === "VariableDeclarator" && init && FUNCTIONS.includes(init.type) ? id.name : undefined;
}

/** The name of a property or a field; empty for a number and the like. */
function keyName({ key }: SyntaxNode): string {
  const name: unknown = key.name ?? key.value;
  return typeof name === "string" ? name : "";
}

function calleeName({ callee }: SyntaxNode): string | undefined {
  return callee.type === "MemberExpression" || callee.type === "OptionalMemberExpression"
    ? callee.property.name
    : callee.name;
}

function memberName(target: SyntaxNode, program: Program, scope: Scope): string | undefined {
  if (target.type !== "MemberExpression") return target.name;
  return target.computed ? program.text({ node: target.property, scope })?.value : target.property.name;
}

/** Variables and members whose value an expression hands on, as it is or as a part of a text. */
function handedOn(node: SyntaxNode): SyntaxNode[] {
  switch (node.type) {
    case "Identifier":
      return [node];
    case "MemberExpression":
      return node.computed || typeof node.property.name !== "string" ? [] : [node];
    case "TemplateLiteral":
      return node.expressions.flatMap(handedOn);
    case "BinaryExpression":
      return node.operator === "+" ? [...handedOn(node.left), ...handedOn(node.right)] : [];
    case "LogicalExpression":
      return [...handedOn(node.left), ...handedOn(node.right)];
    case "TSAsExpression":
    case "TSNonNullExpression":
      return handedOn(node.expression);
    default:
      return [];
  }
}

/** True if an expression is made of literals alone: the compiler adds these up. */
function isWritten(node: SyntaxNode): boolean {
  if (node.type === "BinaryExpression") return isWritten(node.left) && isWritten(node.right);
  return node.type === "StringLiteral" || (node.type === "TemplateLiteral" && node.expressions.length === 0);
}

function literalOf({ node, scope }: Located): ConstantText["literals"][number] {
  return { file: scope.file, line: node.loc.start.line, start: node.start, end: node.end };
}

function placeOf({ file, start }: ConstantText["literals"][number]): string {
  return `${file} ${start}`;
}
