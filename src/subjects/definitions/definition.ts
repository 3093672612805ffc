/**
 * A definition is a file of the user's own that defines a policy or a config: a program in TypeScript, of which the
 * default export counts, or the same as data, in JSON or YAML.
 */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { EXIT_USAGE, UserError } from "../../user-error.ts";

export interface DefinitionFile {
  /** Place where it is read. */
  readonly path: string;
  /** Name by which people know it: the path, or commit and path. */
  readonly shown: string;
}

/** What a definition says, field by field. */
export type Fields = Readonly<Record<string, unknown>>;

/** Source of definitions: it finds and loads those that count. */
export interface Definitions {
  /** Definition for a path less its ending, such as `src/main.policy`; null for none. Throws a UserError for two. */
  find(stem: string): DefinitionFile | null;
  /** Content, with functions that can be called. `noun`: how it is spoken of. Throws a UserError. */
  load(file: DefinitionFile, noun: string): Promise<unknown>;
  /** Fields that count, of those that a well-formed definition has. */
  admitted(file: DefinitionFile, fields: Fields): Fields;
  /** Root of the project that a folder belongs to; null for none. */
  rootAbove(folder: string): string | null;
}

export const PROGRAM_ENDING = ".ts";
const DATA_ENDINGS = [".json", ".yaml", ".yml"];
/** Of files that count. */
export const ENDINGS: readonly string[] = [PROGRAM_ENDING, ...DATA_ENDINGS];

export function isProgram({ path }: Pick<DefinitionFile, "path">): boolean {
  return path.endsWith(PROGRAM_ENDING);
}

/** Path of the definition; null for none. Throws a UserError for two. `isThere` says whether a file exists. */
export function definitionAt(stem: string, isThere: (path: string) => boolean = existsSync): string | null {
  const [found, other] = ENDINGS.map((ending) => `${stem}${ending}`).filter(isThere);
  if (other !== undefined)
    throw new UserError(
      `${shownPath(found)}: there is ${shownPath(other)} as well, and only one can count. Remove one of them.`,
      EXIT_USAGE,
    );
  return found ?? null;
}

/** A definition that is known by its path, from where the user is. */
export function fileAt(path: string): DefinitionFile {
  return { path, shown: shownPath(path) };
}

function shownPath(path: string): string {
  return relative(".", path) || ".";
}
