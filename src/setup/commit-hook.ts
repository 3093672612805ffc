/** The place of a repository's pre-commit hook, and the hook that `tightlip init` puts there. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { git, gitHooksPath } from "../git.ts";
import { isWithin, realPathOf } from "../project-top.ts";
import { template } from "./template.ts";

export interface HookPlace {
  /** Absolute path of the hook, which need not be there. */
  readonly path: string;
  /** Folder of the project in its repository, with forward slashes; empty for the repository's top. */
  readonly project: string;
  readonly state: "free" | "ours" | "taken" | "outside the repository";
}

const HOOK = "pre-commit";
/** Folder of husky's hooks, which a team commits. Below it husky 9 has git look into one of its own. */
const HUSKY = { folder: ".husky", own: "_" };

/** Null where there is no git, or no repository around the folder, which need not be there. */
export function hookPlace(folder: string): HookPlace | null {
  const start = nearestFolder(folder);
  const answer = git(start, ["rev-parse", "--show-toplevel", "--git-common-dir"])?.split("\n");
  if (answer === undefined || answer.length < 2) return null;
  const [top, repository] = answer.map((path) => realPathOf(resolve(start, path)));
  const hooks = hooksFolder(start, top, repository);
  const path = join(hooks, HOOK);
  const isOwn = [top, repository].some((own) => isWithin(own, realPathOf(hooks)));
  const project = relative(top, realPathOf(folder)).replaceAll(sep, "/");
  return { path, project, state: isOwn ? stateOf(path, project) : "outside the repository" };
}

function stateOf(path: string, project: string): HookPlace["state"] {
  if (!existsSync(path)) return "free";
  return statSync(path).isFile() && readFileSync(path, "utf8") === commitHook(project) ? "ours" : "taken";
}

function hooksFolder(start: string, top: string, repository: string): string {
  const said = gitHooksPath(start);
  const husky = join(top, HUSKY.folder);
  if (said === null) return existsSync(husky) ? husky : join(repository, "hooks");
  const hooks = resolve(top, said);
  return basename(hooks) === HUSKY.own && basename(dirname(hooks)) === HUSKY.folder ? dirname(hooks) : hooks;
}

/** `project`: as in {@link HookPlace}. */
export function commitHook(project: string): string {
  return template(HOOK).replace("FOLDER\n", () =>
    project === "" ? "" : `cd ${quoted(project)} || exit 1\n`,
  );
}

/** Line for a hook that is there already. */
export function hookLine(project: string): string {
  const check = "npx --no -- tightlip check --quiet --against git:HEAD";
  return project === "" ? `${check} || exit 1` : `(cd ${quoted(project)} && ${check}) || exit 1`;
}

/** Quoted for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function nearestFolder(folder: string): string {
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere || folder === dirname(folder) ? folder : nearestFolder(dirname(folder));
}
