/**
 * Finds credentials that ship with the firmware: text that the source gives to a credential-like setting
 * (`readSetting("token", "…")`, `(await readSetting("token")) ?? "…"`, `writeSetting("token", "…")`), other literals
 * that are credentials (credential-literals.ts), and credential-like values in `.env.local`. What counts as text is
 * in constant-text.ts; numbers are not found.
 */

import { isCredentialKey } from "../../sim/device/credential.ts";
import type { BakedDefault, BakedLiteral } from "../../sim/device/image.ts";
import { toBytes, toLatin1 } from "../../sim/tape/bytes.ts";
import { isLibraryFile } from "../../sim/tape/position.ts";
import {
  type ConstantText,
  children,
  type Located,
  originalName,
  Program,
  type Scope,
  type SyntaxNode,
  scopeInside,
} from "./constant-text.ts";
import { type CredentialText, credentialTexts } from "./credential-literals.ts";
import { isPlaceholder } from "./credential-name.ts";
import { type CredentialLiteral, SourceRedaction } from "./redaction.ts";
import type { EnvEntry } from "./settings-file.ts";
import { tokensIn } from "./token-formats.ts";

export const ENV_LOCAL = ".env.local";
/** Most sources have no settings: they need not be parsed. */
const MENTIONS_SETTINGS = /\b(?:read|write)Setting\b/;
/** Sources without any of these words, and without a token, have no credential literals. */
const MENTIONS_CREDENTIALS =
  /addNetwork|pass|psk|pwd?|secret|token|key|pin|otp|auth|cred|bearer|jwt|:\$\{|cookie|["']x-|[?&]\w+=/i;
/** Most steps from a name to the call of `readSetting` that it stands for. */
const MAX_HOPS = 8;

/** A credential-like setting's text in the source. */
interface SourceCredential {
  readonly key: string;
  readonly text: ConstantText;
}

/** A literal that is a credential, with all places that have its value. */
interface NamedLiteral {
  readonly name: string;
  readonly texts: readonly CredentialText[];
}

/** Credentials in the sources of one program. */
export class SourceCredentials {
  private readonly found: readonly SourceCredential[];
  private named: readonly NamedLiteral[] | null = null;
  private readonly program: Program;

  /** `sources` has the text of each file by its path relative to the project root. */
  constructor(private readonly sources: ReadonlyMap<string, string>) {
    this.program = new Program(sources);
    this.found = [...sources]
      .filter(([, source]) => MENTIONS_SETTINGS.test(source))
      .flatMap(([file]) => findIn(file, this.program));
  }

  /** In order of position; a value that serves several calls is listed once for each key. */
  bakedDefaults(): BakedDefault[] {
    const byPlace = new Map<string, BakedDefault>();
    for (const { key, text } of this.found) {
      const { file, line, start } = text.literals[0]!;
      byPlace.set(`${key} ${file} ${start}`, { key, value: text.value, origin: "source", file, line });
    }
    return [...byPlace.values()];
  }

  /** Credentials that are no setting's, in order of file and line. */
  bakedLiterals(): BakedLiteral[] {
    return this.literals.map(({ name, texts: [{ value, literals }] }) => {
      const { file, line } = literals[0];
      return { name, value, file, line };
    });
  }

  /**
   * Redaction that hides credentials when the file is shown: those of settings, literals that are
   * credentials or that a credential-like name stands for, and `known` values from elsewhere.
   */
  redaction(file: string, source: string, known: readonly BakedDefault[] = []): SourceRedaction {
    const values = known.map(({ key, value }) => ({ name: settingName(key), value }));
    const named = [
      ...this.found.map(({ key, text }) => ({ name: settingName(key), text })),
      ...this.literals.flatMap(({ name, texts }) => texts.map((text) => ({ name, text }))),
    ];
    const literals: CredentialLiteral[] = named.flatMap(({ name, text }) =>
      text.literals
        .filter((literal) => literal.file === file)
        .map(({ start, end }) => ({ name, value: text.value, start, end })),
    );
    // A file that can't be parsed can't be searched: if it may hold credentials, hide every literal.
    const unreadable = mayHoldCredentials(source) && this.sources.has(file) && !this.program.file(file);
    return unreadable
      ? new SourceRedaction(source, allLiterals(source), values)
      : new SourceRedaction(
          source,
          [...literals, ...declaredLiterals(this.program.file(file)?.tree)],
          values,
        );
  }

  /** Searched for when they are asked for: most reports show no source. */
  private get literals(): readonly NamedLiteral[] {
    this.named ??= this.namedLiterals();
    return this.named;
  }

  private namedLiterals(): NamedLiteral[] {
    const own = [...this.sources].filter(([file]) => !isLibraryFile(file));
    // A literal may go by a name to where it is used, in another file.
    if (!own.some(([, source]) => mayHoldCredentials(source))) return [];
    const known = new Set(this.found.map(({ text }) => text.value));
    const texts = credentialTexts(
      own.map(([file]) => file),
      this.program,
    ).filter(({ value }) => !known.has(value));
    const byValue = new Map<string, CredentialText[]>();
    for (const text of texts.sort(byPlace))
      byValue.set(text.value, [...(byValue.get(text.value) ?? []), text]);
    const onLine = new Map<string, number>();
    return [...byValue.values()].map((same) => {
      const { file, line } = same[0].literals[0];
      const place = `${file}:${line}`;
      const count = (onLine.get(place) ?? 0) + 1;
      onLine.set(place, count);
      return { name: literalName(place, count), texts: same };
    });
  }
}

/** Credential-like settings among the entries of {@link ENV_LOCAL}. */
export function envCredentials(entries: readonly EnvEntry[]): BakedDefault[] {
  return entries
    .filter(({ key, value }) => value !== "" && isCredentialKey(key))
    .map(({ key, value, line }) => ({
      key,
      value: textOf(value),
      origin: ENV_LOCAL,
      file: ENV_LOCAL,
      line,
    }));
}

/** The one line that a build says about a credential, without its value. */
export function bakedWarning({ key, origin, file, line }: BakedDefault): string {
  return origin === "source"
    ? `${file}:${line}: the value of setting "${key}" is written in the source, so every copy of the firmware holds it. Hand it over when the appliance is set up instead.`
    : `${file}:${line}: the value of setting "${key}" would be flashed beside the firmware. Hand it over when the appliance is set up instead.`;
}

/** Those that are in the bytecode: what nothing uses is compiled away. */
export function carriedIn(bytecode: Uint8Array, literals: readonly BakedLiteral[]): BakedLiteral[] {
  const image = toLatin1(bytecode);
  return literals.filter(({ value }) => image.includes(toLatin1(toBytes(value))));
}

/** The one line that a build says about a credential in the source that is no setting's, without its value. */
export function literalWarning({ name, file, line }: BakedLiteral): string {
  return `${file}:${line}: a credential is written in the source ("${name}"), so every copy of the firmware holds it. Hand it over when the appliance is set up instead.`;
}

function mayHoldCredentials(source: string): boolean {
  return MENTIONS_SETTINGS.test(source) || MENTIONS_CREDENTIALS.test(source) || tokensIn(source).length > 0;
}

/** Several on one line are numbered from the second on. */
function literalName(place: string, count: number): string {
  return `literal.${place}${count === 1 ? "" : `#${count}`}`;
}

function byPlace({ literals: [a] }: CredentialText, { literals: [b] }: CredentialText): number {
  return a.file === b.file ? a.start - b.start : a.file < b.file ? -1 : 1;
}

function findIn(file: string, program: Program): SourceCredential[] {
  const found: SourceCredential[] = [];
  const visit = (node: SyntaxNode, scope: Scope) => {
    const credential = credentialAt({ node, scope }, program);
    if (credential) found.push(credential);
    const inside = scopeInside(node, scope);
    for (const child of children(node)) visit(child, inside);
  };
  const parsed = program.file(file);
  if (parsed) for (const statement of parsed.tree.body) visit(statement, parsed);
  return found;
}

/** The credential that a node itself gives to a setting. */
function credentialAt({ node, scope }: Located, program: Program): SourceCredential | undefined {
  const [key, value] =
    node.type === "CallExpression"
      ? [settingKey({ node, scope }, ["readSetting", "writeSetting"], program), node.arguments[1]]
      : node.type === "LogicalExpression"
        ? [readKey({ node: node.left, scope }, program), node.right]
        : [];
  if (key === undefined || !value || !isCredentialKey(key)) return undefined;
  const text = program.text({ node: value, scope });
  return text?.value && !isPlaceholder(text.value) ? { key, text } : undefined;
}

/** The key of the setting whose value an expression is: a call of `readSetting`, awaited or by name. */
function readKey(expression: Located, program: Program): string | undefined {
  let at: Located | undefined = expression;
  for (let hops = 0; at && hops < MAX_HOPS; hops++) {
    if (at.node.type === "AwaitExpression") at = { node: at.node.argument, scope: at.scope };
    else if (at.node.type === "CallExpression") return settingKey(at, ["readSetting"], program);
    else at = program.definition(at);
  }
  return undefined;
}

/** Literals of which the program itself says that they are a credential: `const apiToken = "…"`, `{ psk: "…" }`. */
function declaredLiterals(tree: SyntaxNode | undefined): CredentialLiteral[] {
  const found: CredentialLiteral[] = [];
  const pending = tree === undefined ? [] : [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const [name, value] =
      node.type === "VariableDeclarator"
        ? [node.id, node.init]
        : node.type === "AssignmentExpression"
          ? [node.left.property ?? node.left, node.right]
          : [node.key, node.value];
    const key = name?.name ?? name?.value;
    if (typeof key === "string" && value?.type === "StringLiteral" && value.value && isCredentialKey(key))
      found.push({ name: settingName(key), value: value.value, start: value.start, end: value.end });
    pending.push(...children(node));
  }
  return found;
}

function settingKey(
  { node, scope }: Located,
  functions: readonly string[],
  program: Program,
): string | undefined {
  const name = originalName(node.callee, scope);
  if (name === undefined || !functions.includes(name) || !node.arguments[0]) return undefined;
  return program.text({ node: node.arguments[0], scope })?.value;
}

function settingName(key: string): string {
  return `settings.${key}`;
}

function allLiterals(source: string): CredentialLiteral[] {
  return [...source.matchAll(/"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?/g)].map(
    (match) => ({
      name: "settings.…",
      value: match[0].slice(1, -1),
      start: match.index,
      end: match.index + match[0].length,
    }),
  );
}

/** A setting's value as firmware prints it: JSON strings lose their quotes. */
function textOf(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}
