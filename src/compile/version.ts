/**
 * The `@version` of an image, from git, as the DeviceScript command makes it (`compilePackageJson` in its
 * cli/src/build.ts). In a tree with changes it contains the minute of the build.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { git } from "../git.ts";

/** Git state of a project, with the minute when the tree has changes. */
export interface GitState {
  /** `git describe`: a tag, a tag with distance and hash, or a hash; empty without a commit. */
  readonly head: string;
  /** `2026.01.31.23.59` (UTC) when the tree has changes, else null. */
  readonly changedAt: string | null;
}

/** Folders searched for a `.git`, from the project's own upwards. */
const MAX_DEPTH = 10;

/** The state of the git repository that a project is in, or undefined outside one. */
export function gitState(root: string, now: () => Date = () => new Date()): GitState | undefined {
  const above = Array.from({ length: MAX_DEPTH }, (_, i) => resolve(root, "../".repeat(i), ".git"));
  if (!above.some((path) => existsSync(path))) return undefined;
  const head = git(root, ["describe", "--tags", "--match", "v[0-9]*", "--always"])?.trim() ?? "";
  // A submodule's changes are not asked for: git would look for them by the submodule's own configuration.
  const changes = git(root, ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty"]);
  return { head, changedAt: head && changes === "" ? null : minute(now()) };
}

/** `@version` for a version in `package.json`; the next patch level unless the commit is tagged. */
export function imageVersion({ head, changedAt }: GitState, packageVersion: string): string {
  if (changedAt === null && head.startsWith("v") && !head.includes("-")) return head;
  const base = (head.startsWith("v") && parseVersion(head)) || parseVersion(packageVersion);
  const next = base ? `v${base.major}.${base.minor}.${base.patch + 1}-` : "";
  const version = next + head.slice(head.lastIndexOf("-") + 1);
  if (changedAt === null) return version;
  return version ? `${version}-${changedAt}` : changedAt;
}

function parseVersion(text: string): { major: number; minor: number; patch: number } | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:-[0-9a-z\-.]+)?(?:\+[0-9a-z\-.]+)?$/i.exec(text);
  return found ? { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3]) } : undefined;
}

/** `2026.01.31.23.59`, UTC. */
function minute(date: Date): string {
  return date.toISOString().slice(0, 16).replace(/[-T:]/g, ".");
}
