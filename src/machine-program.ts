/**
 * Programs of the machine, such as git. npm puts a project's `node_modules/.bin` first into PATH, and Windows looks into
 * the current folder before: what lies there is the project's, and is not what is asked for.
 */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { isWithin, projectTop, realPathOf } from "./project-top.ts";

const PACKAGE_PROGRAMS = /[\\/]node_modules[\\/]\.bin[\\/]?$/;
const ENDING = process.platform === "win32" ? ".exe" : "";

export interface MachineProgram {
  /** Absolute. */
  readonly path: string;
  /** Environment in which it finds no program of the project's either. */
  readonly env: NodeJS.ProcessEnv;
}

/** A program outside of the projects of these folders, by default of the current one; null where there is none. */
export function machineProgram(name: string, folders: readonly string[] = ["."]): MachineProgram | null {
  const places = machinePlaces(folders);
  const path = places.map((place) => join(place, `${name}${ENDING}`)).find(isProgram);
  return path === undefined ? null : { path, env: { ...process.env, PATH: places.join(delimiter) } };
}

/** Runs `action` with a PATH by which whatever it starts finds no program of the current folder's project. */
export async function withMachinePath<T>(action: () => Promise<T>): Promise<T> {
  const { PATH = "" } = process.env;
  process.env.PATH = machinePlaces(["."]).join(delimiter);
  try {
    return await action();
  } finally {
    process.env.PATH = PATH;
  }
}

/** Folders of PATH that lie outside of these folders' projects. */
function machinePlaces(folders: readonly string[]): string[] {
  const tops = folders.map((folder) => projectTop(folder) ?? realPathOf(folder));
  const isProjects = (folder: string) => tops.some((top) => isWithin(top, realPathOf(folder)));
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((place) => isAbsolute(place) && !PACKAGE_PROGRAMS.test(place) && !isProjects(place));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
