/** The definitions' files of a commit, in a folder of their own outside of the checkout. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, posix, relative, resolve, sep } from "node:path";
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
/** Policies and configs, which must not be left out. */
const DEFINITION = /(?:\.policy|(?:^|\/)tightlip\.config)\.(?:ts|json|ya?ml)$/;
/** Larger than any file that people write. */
const MAX_FILE_BYTES = 2 ** 20;
const MAX_TREE_BYTES = 32 * 2 ** 20;
/** Plain files, executable or not (gitformat-index); links and submodules are left out. */
const PLAIN = ["100644", "100755"];

/** Part of a commit that is taken out of git, and the way in which the user asked for it. */
export interface CommitPart {
  readonly endings: readonly string[];
  /** Before the reference, such as `--policy-from `. */
  readonly asked: string;
}

const DEFINITIONS: CommitPart = { endings: ENDINGS, asked: "--policy-from " };

/** Firmware of a commit: services are specified in Markdown, and flash layouts are tables. */
export function firmwareOfCommit(asked: string): CommitPart {
  return { endings: [...ENDINGS, ".tsx", ".md", ".csv"], asked };
}

/** Throws a UserError where there is no git, no repository around `folder`, or no such commit. */
export function openCommit(ref: string, folder = ".", part = DEFINITIONS): CommitTree {
  const said = (question: readonly [GitQuestion, ...string[]], complaint: string): string => {
    const text = git(folder, question)?.trim();
    if (text) return text;
    throw new UserError(`${part.asked}${ref}: ${complaint}`, EXIT_USAGE);
  };
  const top = said(
    ["rev-parse", "--show-toplevel"],
    "there is no git repository here, no git, or git refuses it.",
  );
  refuseAmbiguous(ref, folder, part);
  const commit = said(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    'is no commit of this repository. Name one that is here, such as origin/main; "git fetch" brings it.',
  );
  const target = mkdtempSync(join(realpathSync(tmpdir()), "tightlip-policies-"));
  try {
    unpack(commit, folder, target, part);
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
  // By its name: where a link of the checkout's leads says nothing of the commit.
  const named = resolve(realPathOf("."), path);
  if (!isWithin(top, named)) return null;
  const within = relative(top, named).replaceAll(sep, "/");
  return git(top, ["cat-file", "blob", `${commit}:${within}`]);
}

/** A branch of a stranger's may have the name of what is meant, and git takes one of them without a word. */
function refuseAmbiguous(ref: string, folder: string, { asked }: CommitPart): void {
  const [name] = ref.split(/[~^@:]/, 1);
  const isThere = (full: string) =>
    git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", full]) !== null;
  const names = ["refs/heads/", "refs/tags/", "refs/remotes/"].map((place) => place + name).filter(isThere);
  if (/^[0-9a-f]{4,39}$/i.test(name) && names.length > 0) names.push(`${name} as the beginning of a hash`);
  if (names.length > 1)
    throw new UserError(
      `${asked}${ref}: can mean ${names.join(" and ")}. Name one of them in full.`,
      EXIT_USAGE,
    );
}

interface TreeEntry {
  readonly mode: string;
  readonly hash: string;
  readonly path: string;
}

/** Files of a commit that definitions may need, by path; links to such files included. */
function entriesOf(commit: string, folder: string, { endings, asked }: CommitPart): TreeEntry[] {
  const listing = git(folder, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
  if (listing === null) throw unreadable(commit, asked);
  const entries: TreeEntry[] = [];
  let totalBytes = 0;
  for (const line of listing.split("\0")) {
    const [, mode, kind, hash, size, path] = /^(\d{6}) (\w+) (\S+) +(\S+)\t(.*)$/s.exec(line) ?? [];
    if (kind !== "blob" || !endings.includes(extname(path))) continue;
    const sizeBytes = Number(size);
    // A blob that git does not have has no size.
    if (!Number.isInteger(sizeBytes)) throw unreadable(commit, asked);
    if (sizeBytes > MAX_FILE_BYTES) {
      if (!DEFINITION.test(path)) continue;
      throw leftOut(commit, path, `has more than ${MAX_FILE_BYTES / 2 ** 20} MB`, asked);
    }
    totalBytes += sizeBytes;
    entries.push({ mode, hash, path });
  }
  if (totalBytes > MAX_TREE_BYTES)
    throw new UserError(
      `${asked}${commit}: its sources have more than ${MAX_TREE_BYTES / 2 ** 20} MB.`,
      EXIT_USAGE,
    );
  return entries;
}

function unpack(commit: string, folder: string, target: string, part: CommitPart): void {
  const entries = entriesOf(commit, folder, part);
  const contents = gitBlobs(
    folder,
    entries.map(({ hash }) => hash),
  );
  if (contents === null) throw unreadable(commit, part.asked);
  const files = new Map<string, Buffer>();
  for (const [i, { mode, path }] of entries.entries()) if (PLAIN.includes(mode)) files.set(path, contents[i]);
  const write = (path: string, bytes: Uint8Array) => {
    const file = join(target, path);
    // Such names are refused by git, unless somebody made the tree by hand.
    if (!isWithin(target, file) || file === target) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, bytes, { mode: 0o600, flag: "wx" });
  };
  for (const [path, bytes] of files) write(path, bytes);
  for (const [i, { mode, path }] of entries.entries()) {
    if (PLAIN.includes(mode)) continue;
    // A link to a file of the commit stands for it; where it leads elsewhere, reading it says so.
    const bytes = files.get(posix.join(posix.dirname(path), contents[i].toString("utf8")));
    if (bytes !== undefined) write(path, bytes);
    else if (DEFINITION.test(path))
      throw leftOut(commit, path, "is a link that leads to no file of the commit", part.asked);
  }
}

function unreadable(commit: string, asked: string): UserError {
  return new UserError(
    `${asked}${commit}: git cannot read all of it. Is the clone shallow, partial or damaged? "git fetch" completes it.`,
    EXIT_USAGE,
  );
}

/** A definition that is there and does not count would be no definition, and so none of its demands. */
function leftOut(commit: string, path: string, why: string, asked: string): UserError {
  return new UserError(`${asked}${commit}: ${path} ${why}.`, EXIT_USAGE);
}
