/** Firmware of a commit of the checkout's repository: `git:REF`, or `git:REF:PATH` for a file or folder of it. */
import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isWithin, realPathOf } from "../project-top.ts";
import { type Appliance, applianceAt, findAppliances } from "../subjects/appliance.ts";
import {
  type CommitTree,
  closeCommit,
  firmwareOfCommit,
  openCommit,
} from "../subjects/definitions/commit-tree.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

const PREFIX = "git:";

export interface CommitName {
  /** Reference of the commit. */
  readonly ref: string;
  /** Path from the repository's top; null for the firmware that it is compared with. */
  readonly path: string | null;
}

/** Null for a name of something else. */
export function commitName(target: string): CommitName | null {
  if (!target.startsWith(PREFIX)) return null;
  const name = target.slice(PREFIX.length);
  const colon = name.indexOf(":");
  return colon < 0 ? { ref: name, path: null } : { ref: name.slice(0, colon), path: name.slice(colon + 1) };
}

/** A commit, taken out of git into a folder of its own. To be closed. */
export class CommitFirmware {
  readonly tree: CommitTree;

  /** `folder`: of the checkout. Throws a UserError where there is no such commit. */
  constructor(ref: string, folder = ".") {
    this.tree = openCommit(ref, folder, firmwareOfCommit(PREFIX));
  }

  /** The commit's version of a firmware in the checkout; null when it has none at this place. */
  counterpartOf(appliance: Appliance): Appliance | null {
    const { top, folder } = this.tree;
    const real = realPathOf(appliance.main);
    if (!isWithin(top, real)) return null;
    const at = join(folder, relative(top, real));
    return existsSync(at) ? { ...applianceAt(at), name: appliance.name } : null;
  }

  /** Firmware at a path of the commit. Throws a UserError when there is none. */
  at(path: string): Appliance[] {
    const { folder, ref } = this.tree;
    const at = join(folder, path);
    if (!isWithin(folder, at) || !existsSync(at))
      throw new UserError(
        `${PREFIX}${ref}:${path}: the commit has no such source file or folder.`,
        EXIT_USAGE,
      );
    return findAppliances(at);
  }

  /** Path of the working folder within the repository, with slashes. */
  here(): string {
    return relative(this.tree.top, realPathOf(".")).replaceAll(sep, "/");
  }

  close(): void {
    closeCommit(this.tree);
  }
}
