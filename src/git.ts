/**
 * Asks git about a repository that may be a stranger's, so that nothing runs which its files or its configuration name:
 * no filter, hook, monitor, pager, transport, alias or program in `node_modules/.bin`. Submodules are repositories of
 * their own, and are left to the options of each question.
 */

import { execFileSync } from "node:child_process";
import { devNull } from "node:os";
import { machineProgram } from "./machine-program.ts";

/** Commands of git that run nothing else, once {@link CALM} and the filters are out of the way. */
export type GitQuestion = "cat-file" | "describe" | "ls-tree" | "merge-base" | "rev-parse" | "status";

/** A repository may name a pipe where git expects a file: a question takes this long at most. */
const TIME_LIMIT_MILLIS = 20_000;
const MAX_ANSWER_BYTES = 64 * 2 ** 20;

/** git-config(1): all that the commands above would run or fetch for a repository, but filters. */
const CALM: readonly (readonly [key: string, value: string])[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", devNull],
  ["core.pager", "cat"],
  ["protocol.allow", "never"],
  // No folder inside of a project counts as a repository without a working tree.
  ["safe.bareRepository", "explicit"],
  ["submodule.recurse", "false"],
];
/** git(1): those that lead to another repository or configuration, such as a hook's, do not count; the user's own do. */
const KEPT_VARIABLES = /^GIT_(CONFIG_|EXEC_PATH$)/;
const VARIABLES = {
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};
/** Keys of a filter's definition: gitattributes(5). Its name may hold any character. */
const FILTER = /^filter\.(.*)\.(clean|smudge|process|required)$/s;

/**
 * git's answer for the repository that `folder` is in, as it printed it; null where there is no git or no answer.
 * A revision or path that somebody chose stands behind `--end-of-options`.
 */
export function git(
  folder: string,
  question: readonly [GitQuestion, ...string[]],
  timeLimitMillis = TIME_LIMIT_MILLIS,
): string | null {
  const without = filters(folder, timeLimitMillis);
  const settings = [...CALM, ...(without ?? [])];
  return without === null ? null : text(ask(folder, settings, question, timeLimitMillis));
}

/** Folder of the repository's hooks as its configuration, or the user's own, names it; null where none does. */
export function gitHooksPath(folder: string): string | null {
  const question = ["config", "--type=path", "--get", "core.hooksPath"];
  // Reading a setting runs nothing, and the calm ones have one of their own for this.
  const calm = CALM.filter(([key]) => key !== "core.hooksPath");
  return text(ask(folder, calm, question, TIME_LIMIT_MILLIS))?.trimEnd() || null;
}

/** Contents of files by the hashes of their blobs, in that order; null where git does not have them all. */
export function gitBlobs(folder: string, hashes: readonly string[]): Buffer[] | null {
  if (hashes.length === 0) return [];
  const input = hashes.map((hash) => `${hash}\n`).join("");
  const answer = ask(folder, CALM, ["cat-file", "--batch"], TIME_LIMIT_MILLIS, input);
  if (answer === null) return null;
  const blobs: Buffer[] = [];
  let at = 0;
  for (const hash of hashes) {
    // `<hash> blob <size>`, the content, and a newline after each (git-cat-file, "BATCH OUTPUT").
    const end = answer.indexOf("\n", at);
    const [, sizeBytes] = new RegExp(`^${hash} blob (\\d+)$`).exec(answer.toString("latin1", at, end)) ?? [];
    if (end < 0 || sizeBytes === undefined) return null;
    blobs.push(answer.subarray(end + 1, end + 1 + Number(sizeBytes)));
    at = end + 1 + Number(sizeBytes) + 1;
  }
  return blobs;
}

function text(answer: Buffer | null): string | null {
  return answer?.toString("utf8") ?? null;
}

/**
 * Settings that take every filter out of the way, the user's own as well: Git LFS, too, runs what a repository's
 * configuration names. Null where git says nothing, or a name can't be given on a command line, as no honest one.
 */
function filters(folder: string, timeLimitMillis: number): (readonly [string, string])[] | null {
  const listing = ask(folder, CALM, ["config", "--list", "--null", "--name-only"], timeLimitMillis);
  const keys = text(listing)?.split("\0");
  if (keys === undefined) return null;
  const names = new Set(keys.flatMap((key) => FILTER.exec(key)?.[1] ?? []));
  if ([...names].some((name) => name.includes("="))) return null;
  return [...names].flatMap((name) => [
    [`filter.${name}.clean`, ""] as const,
    [`filter.${name}.smudge`, ""] as const,
    [`filter.${name}.process`, ""] as const,
    [`filter.${name}.required`, "false"] as const,
  ]);
}

function ask(
  folder: string,
  settings: readonly (readonly [key: string, value: string])[],
  args: readonly string[],
  timeLimitMillis: number,
  input?: string,
): Buffer | null {
  const program = machineProgram("git", [folder, "."]);
  if (program === null) return null;
  const own = Object.entries(program.env).filter(
    ([name]) => !name.startsWith("GIT_") || KEPT_VARIABLES.test(name),
  );
  try {
    return execFileSync(
      program.path,
      ["--no-pager", ...settings.flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...args],
      {
        cwd: folder,
        env: { ...Object.fromEntries(own), ...VARIABLES },
        input,
        maxBuffer: MAX_ANSWER_BYTES,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "ignore"],
        timeout: timeLimitMillis,
        killSignal: "SIGKILL",
      },
    );
  } catch {
    return null;
  }
}
