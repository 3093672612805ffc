/**
 * The HTML report that was written last for a project, which `tightlip show` opens. Its path and hash are kept in the
 * per-user cache, sealed under the user's key, so that no checkout can name another file or put one in its place.
 */
import { isAbsolute } from "node:path";
import { Cache } from "./cache.ts";
import { NotPlain, readPlainFile } from "./plain-file.ts";
import { projectTop, realPathOf } from "./project-top.ts";
import { sha256 } from "./sha256.ts";
import { EXIT_USAGE, UserError } from "./user-error.ts";

/** Changes when the meaning of what is kept does. */
const FORMAT = 1;
/** Characters of a digest in a file's name. */
const NAME_LENGTH = 32;
/** Larger than any report. */
const MAX_BYTES = 512 * 2 ** 20;
const AGAIN = "Make it again: tightlip check --report html";

interface LastReport {
  /** Absolute, without links at the time. */
  readonly path: string;
  /** Hex, of the report's bytes. */
  readonly sha256: string;
}

/** Keeps the report at `path` as the last one of the project around the working folder. */
export function rememberReport(path: string, html: Uint8Array, warn: (message: string) => void): void {
  const { name, label } = placeOf();
  const last: LastReport = { path: realPathOf(path), sha256: sha256(html) };
  new Cache(warn).put(name, label, Buffer.from(JSON.stringify(last)));
}

/**
 * The path of the last report of the project around the working folder. Throws a UserError where there is none, and
 * where its place holds anything else by now.
 */
export function lastReport(warn: (message: string) => void): string {
  const { name, label } = placeOf();
  const kept = new Cache(warn).get(name, label);
  if (kept === undefined)
    throw new UserError("There is no report yet. Make one: tightlip check --report html", EXIT_USAGE);
  const { path, sha256: known }: LastReport = JSON.parse(kept.toString("utf8"));
  const html = readReport(path, AGAIN);
  if (sha256(html) !== known)
    throw new UserError(
      `${path}: is not the report that tightlip wrote there. ${AGAIN}, or name the file to open it all the same.`,
      EXIT_USAGE,
    );
  return path;
}

/**
 * Bytes of a report that a browser may be given: a plain file, named as a page, and reached without a link. Throws a
 * UserError, which ends with `remedy`.
 */
export function readReport(path: string, remedy: string): Buffer {
  const refusal = (why: string, cause?: unknown) =>
    new UserError(`${path}: ${why}. ${remedy}`, EXIT_USAGE, { cause });
  if (!/\.html$/i.test(path)) throw refusal("is not named as a page, which ends in .html");
  if (!isAbsolute(path) || realPathOf(path) !== path) throw refusal("is reached through a link");
  try {
    return readPlainFile(path, { maxBytes: MAX_BYTES, noLink: true });
  } catch (error) {
    if (error instanceof NotPlain) throw refusal(error.why, error);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw refusal("is not there", error);
    if (code === "EISDIR") throw refusal("is a folder", error);
    throw refusal(`cannot be read (${code ?? "unknown error"})`, error);
  }
}

function placeOf(): { readonly name: string; readonly label: string } {
  const label = JSON.stringify(["last report", FORMAT, projectTop(".") ?? realPathOf(".")]);
  return { name: `reports/${sha256(Buffer.from(label)).slice(0, NAME_LENGTH)}`, label };
}
