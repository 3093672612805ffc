/** The package manager of a project: the one whose lock file is there. */

import { existsSync } from "node:fs";
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

/** That of the folder, which need not be there, else of the workspace or repository around it; else npm. */
export function packageManagerOf(folder: string): PackageManager {
  const places = [folder, projectTop(folder) ?? folder];
  const managers = places.flatMap((place) =>
    MANAGERS.filter((manager) => LOCKS[manager].some((lock) => existsSync(join(place, lock)))),
  );
  return managers[0] ?? "npm";
}
