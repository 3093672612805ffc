/** The definitions of a project that is trusted: programs run, data are read. */
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

/** The error for a program that does not come to its end; `message` is its own, of which a line is shown. */
export function notLoaded(
  { shown }: DefinitionFile,
  noun: string,
  message: string,
  cause?: unknown,
): UserError {
  const [line] = message.split("\n");
  return new UserError(`${shown}: the ${noun} cannot be loaded: ${line}`, EXIT_USAGE, { cause });
}
