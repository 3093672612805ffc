/** Task `init`: sets tightlip up in a folder. It looks, plans and writes in steps, with questions between them. */
import { relative, resolve } from "node:path";
import { EXIT_DONE } from "../exit-codes.ts";
import { findBoard, findBoards } from "../flash/boards.ts";
import { isWithin, projectTop, realPathOf } from "../project-top.ts";
import { REPORT_FILES } from "../report/formats.ts";
import { carryOut } from "../setup/carry-out.ts";
import { type HookPlace, hookPlace } from "../setup/commit-hook.ts";
import { findProjectIn } from "../setup/found-project.ts";
import { type InstallSource, namedSource } from "../setup/install-source.ts";
import { checkPackageName } from "../setup/package-json.ts";
import { type PackageManager, packageManagerOf } from "../setup/package-manager.ts";
import { type Choices, defaultChoices, type Plan, type PlannedFile, planFor } from "../setup/plan.ts";

export interface InitRequest {
  /** The project's folder, which need not be there. */
  readonly folder: string;
  /** Choices that are made already; `from` as a person names a source, from the working folder. */
  readonly given: Partial<Omit<Choices, "from">> & { readonly from?: string };
}

/** State of a folder before tightlip is set up there, as far as choices depend on it. */
export interface InitFolder {
  /** Absolute. */
  readonly folder: string;
  /** Relative to the working folder; empty for that itself. */
  readonly place: string;
  readonly isDeviceScript: boolean;
  readonly hasPackage: boolean;
  /** Entries of the firmware there, relative to the folder. */
  readonly firmware: readonly string[];
  /** Each firmware is in a DeviceScript project of its own below the folder. */
  readonly isWorkspace: boolean;
  /** CI would not look for its files here. */
  readonly isBelowRepository: boolean;
  /** Package manager of the project, or of the workspace around it. */
  readonly manager: PackageManager;
  /** Place of a hook of git; null without a repository. */
  readonly hook: HookPlace | null;
  /** Choices that are made already, and defaults for the others. */
  readonly defaults: Choices;
}

export interface InitPlan extends InitFolder, Plan {
  readonly choices: Choices;
  /** Tightlip is installed from a place of this machine that is not in the repository. */
  readonly isFromOutside: boolean;
}

export interface InitResult {
  readonly written: boolean;
  readonly files: readonly Pick<PlannedFile, "path" | "action" | "says">[];
  readonly exitCode: number;
}

/** Throws a UserError for a folder that can't become a project, and for a choice that can't be. */
export function lookAtFolder({ folder: path, given: { from, ...given } }: InitRequest): InitFolder {
  const project = findProjectIn(path);
  if (given.name !== undefined) checkPackageName(given.name);
  if (given.board != null) findBoard(given.board, findBoards(project.folder));
  const { folder, isDeviceScript, firmware, isWorkspace, isBelowRepository } = project;
  return {
    folder,
    place: relative(".", resolve(folder)),
    isDeviceScript,
    hasPackage: project.packageJson !== null,
    firmware,
    isWorkspace,
    isBelowRepository,
    manager: packageManagerOf(folder),
    hook: hookPlace(folder),
    defaults: {
      ...defaultChoices(project),
      ...given,
      ...(from !== undefined && { from: namedSource(from, ".") }),
    },
  };
}

/** Changes nothing. Throws a UserError for a file of the project that can't be understood. */
export function planInit(folder: InitFolder, choices: Choices): InitPlan {
  const plan = planFor(findProjectIn(folder.folder), choices, REPORT_FILES);
  const isFromOutside = isOutside(choices.from, folder.folder);
  return { ...folder, ...plan, choices, isFromOutside };
}

/** True for an archive or a folder that no commit of the project brings along. */
function isOutside(from: InstallSource, folder: string): boolean {
  if (!("path" in from)) return false;
  const top = projectTop(folder) ?? realPathOf(folder);
  return from.kind === "folder" || !isWithin(top, realPathOf(from.path));
}

/** Writes what is planned, if `goAhead`. Throws a UserError, before anything is written, for a file that can't be. */
export async function writePlan(plan: InitPlan, goAhead: boolean): Promise<InitResult> {
  if (goAhead) await carryOut(plan.folder, plan);
  const files = plan.files.map(({ path, action, says }) => ({ path, action, says }));
  return { written: goAhead, files, exitCode: EXIT_DONE };
}
