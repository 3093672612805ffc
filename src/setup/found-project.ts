/** A FoundProject is what is in a folder before tightlip is set up there. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { projectAbove } from "../compile/project.ts";
import { inProject } from "../compile/project-path.ts";
import { isWithin } from "../project-top.ts";
import { appliancesIn } from "../subjects/appliance.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

export interface FoundProject {
  /** Absolute. */
  readonly folder: string;
  readonly isDeviceScript: boolean;
  /** The content of package.json; null when there is none. */
  readonly packageJson: string | null;
  /** Entries of the firmware there, relative to the folder, with forward slashes. */
  readonly firmware: readonly string[];
  /** Each firmware is in a DeviceScript project of its own below the folder, as in the packages of a workspace. */
  readonly isWorkspace: boolean;
  /** Boards whose pins are imported. */
  readonly boards: readonly string[];
  /** Tests of firmware that are there, relative to the folder. */
  readonly tests: readonly string[];
  /** Subfolder of a git repository: the folder is not the root, where CI looks for files. */
  readonly isBelowRepository: boolean;
  /** File test; the path is relative to the folder. */
  has(path: string): boolean;
  /** The content of a file that is there. Throws a UserError when it cannot be read. */
  read(path: string): string;
}

/** Firmware path in a project of one firmware. */
export const FIRMWARE = "src/main.ts";
const SOURCES = ["**/*.ts", "**/*.tsx", "!**/node_modules", "!**/.devicescript", "!**/dist"];
/** An import of a board's pins: `import { pins } from "@dsboard/pico_w"`. */
const BOARD_IMPORT = /^[ \t]*(?:import\b|\})[^;"'\n]*["']@dsboard\/(\w+)["']/gm;
const TEST_IMPORT = /["']tightlip\/vitest["']/;

/** Throws a UserError for a path that is not, and cannot become, the folder of a project. */
export function findProjectIn(path: string): FoundProject {
  // A name with a backslash is legal on other systems, and never meant.
  if (process.platform !== "win32" && path.includes("\\"))
    throw new UserError(`${path}: has a backslash in it. Write folders with forward slashes.`, EXIT_USAGE);
  const folder = resolve(path);
  const isThere = isFolder(folder, path);
  const has = (file: string) => existsSync(join(folder, file));
  const isDeviceScript = has("devsconfig.json");
  const above = isDeviceScript ? null : projectAbove(dirname(folder));
  if (above !== null)
    throw new UserError(
      `${path}: is inside of the DeviceScript project ${relative(".", above) || "."}, and a project has none in it. Run "tightlip init" there, or name a folder outside.`,
      EXIT_USAGE,
    );
  const read = (file: string) => readText(join(folder, file), file);
  const firmware = isThere ? appliancesIn(folder).map(({ main }) => inProject(folder, resolve(main))) : [];
  if (firmware.length === 0 && has(FIRMWARE))
    throw new UserError(
      `${FIRMWARE}: is a program for Node. Name another folder, for firmware only.`,
      EXIT_USAGE,
    );
  return {
    folder,
    isDeviceScript,
    packageJson: has("package.json") ? read("package.json") : null,
    firmware,
    isWorkspace:
      !isDeviceScript && firmware.length > 0 && firmware.every((main) => isOwnProject(folder, main)),
    ...(isThere ? lookThrough(folder) : { boards: [], tests: [] }),
    isBelowRepository: !has(".git") && repositoryAbove(dirname(folder)),
    has,
    read,
  };
}

function isFolder(folder: string, path: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw new UserError(`${path}: is a file. Name the folder of the project.`, EXIT_USAGE);
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${name}: cannot be read (${code ?? "unknown error"}).`, EXIT_USAGE, { cause });
  }
}

function lookThrough(folder: string): Pick<FoundProject, "boards" | "tests"> {
  const files = globSync(SOURCES, { cwd: folder, absolute: true }).sort();
  const sources = files.map((file) => [inProject(folder, file), readText(file, file)] as const);
  const boards = sources.flatMap(([, text]) => [...text.matchAll(BOARD_IMPORT)].map((match) => match[1]));
  const tests = sources.filter(([, text]) => TEST_IMPORT.test(text)).map(([file]) => file);
  return { boards: [...new Set(boards)], tests };
}

function isOwnProject(folder: string, main: string): boolean {
  const project = projectAbove(dirname(join(folder, main)));
  return project !== null && project !== folder && isWithin(folder, project);
}

function repositoryAbove(folder: string): boolean {
  return existsSync(join(folder, ".git")) || (folder !== dirname(folder) && repositoryAbove(dirname(folder)));
}
