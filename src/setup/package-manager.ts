/** The package manager of a project: the one whose lock file is there. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectTop } from "../project-top.ts";

const LOCKS = {
  npm: ["package-lock.json"],
  pnpm: ["pnpm-lock.yaml", "pnpm-workspace.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
} as const;

export type PackageManager = keyof typeof LOCKS;

const MANAGERS = Object.keys(LOCKS) as PackageManager[];

/** Commands, for a shell, that install what the lock file says and nothing else. */
const LOCKED_INSTALLS: Readonly<Record<PackageManager | "yarn classic", readonly string[]>> = {
  npm: ["npm ci"],
  pnpm: ["corepack enable", "pnpm install --frozen-lockfile"],
  yarn: ["corepack enable", "yarn install --immutable"],
  "yarn classic": ["corepack enable", "yarn install --frozen-lockfile"],
  bun: ["npm install --global bun@1", "bun install --frozen-lockfile"],
};
/** First lines of a lock file of yarn 1. */
const CLASSIC = /^# yarn lockfile v1$/m;

/** That of the folder, which need not be there, else of the workspace or repository around it; else npm. */
export function packageManagerOf(folder: string): PackageManager {
  const places = [folder, projectTop(folder) ?? folder];
  const managers = places.flatMap((place) =>
    MANAGERS.filter((manager) => LOCKS[manager].some((lock) => existsSync(join(place, lock)))),
  );
  return managers[0] ?? "npm";
}

/** As a CI server installs the project, or the workspace around it. */
export function lockedInstall(folder: string): readonly string[] {
  const manager = packageManagerOf(folder);
  return LOCKED_INSTALLS[manager === "yarn" && isClassic(folder) ? "yarn classic" : manager];
}

/** Script `name` of a project, as its package manager runs it. `bun test` runs tests of bun's own. */
export function runScript(manager: PackageManager, name: string): string {
  return name === "test" && manager !== "bun" ? `${manager} test` : `${manager} run ${name}`;
}

function isClassic(folder: string): boolean {
  const lock = [folder, projectTop(folder) ?? folder]
    .map((place) => join(place, "yarn.lock"))
    .find((path) => existsSync(path));
  return lock !== undefined && CLASSIC.test(readFileSync(lock, "utf8"));
}
