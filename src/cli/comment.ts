/** `tightlip comment`: puts Markdown reports onto the pull request of this job. */
import type { CommentResult } from "../tasks/comment.ts";

interface Options {
  readonly key: string;
  /** Show the comment only. */
  readonly print?: true;
}

const SAID: Readonly<Record<CommentResult["done"], (service: string | null) => string>> = {
  written: (service) => `Commented on ${service}.`,
  updated: (service) => `Brought the comment on ${service} up to date.`,
  unchanged: (service) => `The comment on ${service} says so already.`,
  none: () => "This job is of no pull request: nothing to comment on.",
};

export async function commentCommand(files: readonly string[], { key, print }: Options): Promise<number> {
  const { comment, printedComment } = await import("../tasks/comment.ts");
  const named = files.length === 0 ? ["tightlip.md"] : files;
  if (print) {
    process.stdout.write(printedComment(named, key));
    return 0;
  }
  const { done, service, exitCode } = await comment({ files: named, key, env: process.env });
  process.stdout.write(`${SAID[done](service)}\n`);
  return exitCode;
}
