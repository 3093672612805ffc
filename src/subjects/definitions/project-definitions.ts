/** The definitions of a project that is trusted: programs run, data are read. */
import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { projectAbove } from "../../compile/project.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";
import { readData } from "./data-file.ts";
import { defaultExport, frontDoor } from "./default-export.ts";
import {
  type DefinitionFile,
  type Definitions,
  definitionAt,
  type Fields,
  fileAt,
  isProgram,
} from "./definition.ts";
import { lineFrame } from "./line-frame.ts";

/** Runs a program; its default export, with functions that can be called. */
export type RunProgram = (file: DefinitionFile, noun: string) => Promise<unknown>;

export class ProjectDefinitions implements Definitions {
  /** By default programs run in this process, as part of a project's own tests. */
  constructor(private readonly run: RunProgram = runHere) {}

  find(stem: string): DefinitionFile | null {
    const path = definitionAt(stem);
    return path === null ? null : fileAt(path);
  }

  async load(file: DefinitionFile, noun: string): Promise<unknown> {
    return isProgram(file) ? await this.run(file, noun) : readData(file);
  }

  admitted(_file: DefinitionFile, fields: Fields): Fields {
    return fields;
  }

  rootAbove(folder: string): string | null {
    return projectAbove(folder);
  }
}

async function runHere(file: DefinitionFile, noun: string): Promise<unknown> {
  try {
    return await defaultExport(file.path, await frontDoor("index"));
  } catch (error) {
    throw notLoaded(file, noun, error instanceof Error ? error.message : String(error), error);
  }
}

/** Place of a syntax error, as jiti puts it behind the message: path, line from 1 and column from 0. */
const PLACE = /^ *(\S.*):(\d+):(\d+)$/;
const SYNTAX_ERROR = "ParseError: ";

/** The error for a program that does not come to its end; `message` is its own, of which a line is shown. */
export function notLoaded(file: DefinitionFile, noun: string, message: string, cause?: unknown): UserError {
  const [first, second = ""] = message.split("\n");
  const place = first.startsWith(SYNTAX_ERROR) ? PLACE.exec(second) : null;
  if (place === null)
    return new UserError(`${file.shown}: the ${noun} cannot be loaded: ${first}`, EXIT_USAGE, { cause });
  const [, path, line, before] = place;
  const why = first.slice(SYNTAX_ERROR.length).trimEnd();
  const column = Number(before) + 1;
  const at = `:${line}:${column}`;
  const isOwn = resolve(path) === resolve(file.path);
  const own = isOwn ? at : "";
  const imported = isOwn ? "" : `${relative(dirname(resolve(file.path)), path).replaceAll(sep, "/")}${at}: `;
  const frame = frameIn(path, Number(line), column);
  return new UserError(`${file.shown}${own}: the ${noun} cannot be loaded: ${imported}${why}`, EXIT_USAGE, {
    cause,
    frame,
  });
}

/** Null where the file cannot be read any more. */
function frameIn(path: string, line: number, column: number): string | null {
  try {
    return lineFrame(readFileSync(path, "utf8"), line, column);
  } catch {
    return null;
  }
}
