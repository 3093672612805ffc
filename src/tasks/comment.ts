/** Task `comment`: puts Markdown reports onto the pull request of this job, once, and brings the comment up to date later. */
import { basename, dirname } from "node:path";
import { EXIT_DONE } from "../exit-codes.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { type CommentPart, commentMarker, commentText, isCommentKey, MARKER } from "../report/comment.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { commentService, type Environment, GITHUB_CHARACTERS } from "./comment-services.ts";

export interface CommentRequest {
  /** Markdown reports of checks; each of several is called by its folder. */
  readonly files: readonly string[];
  /** Name of the comment among those of other jobs. */
  readonly key: string;
  readonly env: Environment;
}

export interface CommentResult {
  /** `none`: there is no pull request here. */
  readonly done: "written" | "updated" | "unchanged" | "none";
  readonly service: string | null;
  readonly exitCode: number;
}

/** Larger than any report. */
const MAX_BYTES = 4 * 2 ** 20;

/** Throws a UserError for a file that is no report, and where the service refuses. */
export async function comment({ files, key, env }: CommentRequest): Promise<CommentResult> {
  const parts = partsOf(files, key);
  const service = commentService(env);
  if (service === null) return { done: "none", service: null, exitCode: EXIT_DONE };
  const body = commentText(parts, key, service.maxCharacters);
  const marker = commentMarker(key);
  const earlier = (await service.comments()).find((one) => one.isOwn && one.body.startsWith(marker));
  const isThere = earlier?.body.trim() === body.trim();
  const done = earlier === undefined ? "written" : isThere ? "unchanged" : "updated";
  if (earlier === undefined) await service.create(body);
  else if (!isThere) await service.update(earlier.id, body);
  return { done, service: service.name, exitCode: EXIT_DONE };
}

/** The comment as it would be. Throws a UserError for a file that is no report. */
export function printedComment(files: readonly string[], key: string): string {
  // GitHub takes the least.
  return commentText(partsOf(files, key), key, GITHUB_CHARACTERS);
}

function partsOf(files: readonly string[], key: string): CommentPart[] {
  if (!isCommentKey(key))
    throw new UserError(`--key ${key}: a key has letters, digits, dots and dashes, 80 at most.`, EXIT_USAGE);
  return files.map((file) => ({
    title: files.length > 1 ? basename(dirname(file)) : null,
    markdown: reportIn(file),
  }));
}

function reportIn(file: string): string {
  let text: string;
  try {
    text = readPlainFile(file, { maxBytes: MAX_BYTES }).toString("utf8");
  } catch (error) {
    const why = error instanceof NotPlain ? error.why : "cannot be read";
    throw new UserError(`${file}: ${why}. Name a report of tightlip check --report md.`, EXIT_USAGE, {
      cause: error,
    });
  }
  if (text.startsWith(MARKER)) return text;
  throw new UserError(`${file}: is no report of tightlip check --report md.`, EXIT_USAGE);
}
