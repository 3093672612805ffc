/** The module that a misspelt import most likely stands for. */

import { basename, dirname, join } from "node:path";
import { closest } from "../closest.ts";
import type { ResolvedConfig } from "../compiler.ts";
import { DEVICESCRIPT_LIBRARIES } from "./hints.ts";
import type { Inputs } from "./inputs.ts";
import type { Problem } from "./problem.ts";

const MISSING = /Cannot find module '([^']+)'/;
const BOARD = "@dsboard/";
const MODULES = [
  ...DEVICESCRIPT_LIBRARIES.map((name) => `@devicescript/${name}`),
  ...["tightlip/devs", "tightlip/devs/provision"],
];

/** Null for a problem of another kind, and when nothing is near. */
export function nearestModule(
  { file, message }: Problem,
  root: string,
  { boards }: Pick<ResolvedConfig, "boards">,
  inputs: Inputs,
): string | null {
  const missing = MISSING.exec(message)?.[1];
  if (missing === undefined) return null;
  if (!missing.startsWith(".")) {
    const known = missing.startsWith(BOARD) ? Object.keys(boards).map((id) => `${BOARD}${id}`) : MODULES;
    return closest(missing, known);
  }
  const folder = join(root, dirname(file), dirname(missing));
  const names = inputs.list(folder);
  const files = names.filter(isModule).map((name) => name.replace(/\.tsx?$/, ""));
  const folders = names.filter((name) => inputs.list(join(folder, name)).some(isIndex));
  const near = closest(basename(missing), [...files, ...folders]);
  return near === null ? null : `${missing.slice(0, missing.length - basename(missing).length)}${near}`;
}

function isModule(name: string): boolean {
  return /(?<!\.d)\.tsx?$/.test(name);
}

function isIndex(name: string): boolean {
  return /^index\.tsx?$/.test(name);
}
