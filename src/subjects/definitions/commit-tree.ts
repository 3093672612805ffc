/** The definitions' files of a commit, in a folder of their own outside of the checkout. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative, sep } from "node:path";
import { type GitQuestion, git, gitBlobs } from "../../git.ts";
import { isWithin, realPathOf } from "../../project-top.ts";
import { EXIT_USAGE, UserError } from "../../user-error.ts";

export interface CommitTree {
  /** Reference by which the user named the commit. */
  readonly ref: string;
  /** Hash of the commit. */
  readonly commit: string;
  /** Real path of the checkout that the commit belongs to. */
  readonly top: string;
  /** Folder with the commit's files. */
  readonly folder: string;
}

/** Files that a definition is, or may import; and what marks a project. */
const ENDINGS = [".ts", ".mts", ".js", ".mjs", ".cjs", ".json", ".yaml", ".yml"];
/** Larger than any file that people write. */
const MAX_FILE_BYTES = 2 ** 20;
const MAX_TREE_BYTES = 32 * 2 ** 20;
/** Plain files, executable or not (gitformat-index); links and submodules are left out. */
const PLAIN = ["100644", "100755"];

/** Throws a UserError where there is no git, no repository around `folder`, or no such commit. */
export function openCommit(ref: string, folder = "."): CommitTree {
  const said = (question: readonly [GitQuestion, ...string[]], complaint: string): string => {
    const text = git(folder, question)?.trim();
    if (text) return text;
    throw new UserError(`--policy-from ${ref}: ${complaint}`, EXIT_USAGE);
  };
  const top = said(["rev-parse", "--show-toplevel"], "there is no git repository here, or no git.");
  const commit = said(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    'is no commit of this repository. Name one that is here, such as origin/main; "git fetch" brings it.',
  );
  const target = mkdtempSync(join(realpathSync(tmpdir()), "tightlip-policies-"));
  try {
    unpack(commit, folder, target);
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
  return { ref, commit, top: realpathSync(top), folder: target };
}

export function closeCommit({ folder }: CommitTree): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Text of a file of the commit, by its path in the checkout; null when it has none there. */
export function fileOfCommit({ commit, top }: CommitTree, path: string): string | null {
  const within = relative(top, realPathOf(path)).replaceAll(sep, "/");
  return git(top, ["cat-file", "blob", `${commit}:${within}`]);
}

function unpack(commit: string, folder: string, target: string): void {
  const listing = git(folder, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
  const files = (listing ?? "")
    .split("\0")
    .map((line) => /^(\d{6}) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line))
    .filter((found) => found !== null)
    .map(([, mode, hash, sizeBytes, path]) => ({ mode, hash, sizeBytes: Number(sizeBytes), path }))
    .filter(
      ({ mode, sizeBytes, path }) =>
        PLAIN.includes(mode) && sizeBytes <= MAX_FILE_BYTES && ENDINGS.includes(extname(path)),
    );
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > MAX_TREE_BYTES)
    throw new UserError(
      `--policy-from: the sources of ${commit} have more than ${MAX_TREE_BYTES / 2 ** 20} MB.`,
      EXIT_USAGE,
    );
  const hashes = files.map(({ hash }) => hash);
  const contents = listing === null ? null : gitBlobs(folder, hashes);
  if (contents === null) throw new UserError(`--policy-from: git cannot read ${commit}.`, EXIT_USAGE);
  for (const [i, { path }] of files.entries()) {
    const file = join(target, path);
    // Such names are refused by git, unless somebody made the tree by hand.
    if (!isWithin(target, file) || file === target) continue;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, contents[i], { mode: 0o600, flag: "wx" });
  }
}
