/**
 * The per-user cache folder. Everything in it can be made again: it may be deleted at any time, is shared by
 * concurrent processes, and is never trusted: somebody else may have filled it. A file counts only if its hash is
 * the one that the code names, or if it starts with an HMAC over its name, label and content under the user's key
 * (cache-key.ts). A file is written aside and renamed, so readers see all of it or none.
 */

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import envPaths from "env-paths";
import { asideOf, removeLeftBehind } from "./aside.ts";
import { cacheKey } from "./cache-key.ts";
import { readPlainFile } from "./plain-file.ts";
import { isWithin, projectTop, realPathOf } from "./project-top.ts";

/** Size of the HMAC in front of each sealed file, bytes. */
const SEAL_BYTES = 32;
/** Larger than anything that is put there. */
const MAX_FILE_BYTES = 256 * 2 ** 20;

/** The folder named by `TIGHTLIP_CACHE`, else the platform's place for caches. */
export function cacheDir(): string {
  return process.env.TIGHTLIP_CACHE || envPaths("tightlip", { suffix: "" }).cache;
}

/** Troubles that users have been told of: each once a folder. */
const told = new Set<string>();

export class Cache {
  /** Reason for not using the folder; null when it is used. */
  private readonly refusal: string | null;

  /**
   * `warn` is called if the folder can't be used, once a process and folder; work goes on without it. `projects` are
   * folders whose projects the cache must not lie in, besides that of the current folder.
   */
  constructor(
    private readonly warn?: (message: string) => void,
    readonly dir: string = cacheDir(),
    projects: readonly string[] = [],
  ) {
    this.refusal = refusalOf(dir, [
      projectTop("."),
      ...projects.map((folder) => projectTop(folder) ?? realPathOf(folder)),
    ]);
    if (this.refusal !== null) this.tell("refused", `does not use the cache in ${dir}: ${this.refusal}.`);
  }

  /**
   * The content that this user stored under `name`, or undefined if there is none or it is not what was stored.
   * `label` says what the content was made from; content stored under another label is not returned.
   */
  get(name: string, label: string): Buffer | undefined {
    const file = this.read(name);
    if (file === undefined || file.length < SEAL_BYTES) return undefined;
    const content = file.subarray(SEAL_BYTES);
    const seal = this.seal(name, label, content);
    return timingSafeEqual(seal, file.subarray(0, SEAL_BYTES)) ? content : undefined;
  }

  put(name: string, label: string, content: Uint8Array): void {
    if (this.refusal !== null) return;
    this.write(name, Buffer.concat([this.seal(name, label, content), content]));
  }

  /** Digest of a text under the user's key, hex: it gives nothing of a short secret away. */
  digest(text: string): string {
    const { key } = cacheKey(this.dir);
    return createHmac("sha256", key).update("digest\0").update(text).digest("hex");
  }

  /** The content stored under `name` by anybody, if it has this SHA-256 (hex). */
  getPinned(name: string, sha256: string): Buffer | undefined {
    const file = this.read(name);
    const found = file && createHash("sha256").update(file).digest("hex");
    return found === sha256 ? file : undefined;
  }

  putPinned(name: string, content: Uint8Array): void {
    this.write(name, content);
  }

  /** Forgets what is stored under `name`. */
  drop(name: string): void {
    if (this.refusal === null) remove(join(this.dir, name));
  }

  private read(name: string): Buffer | undefined {
    if (this.refusal !== null) return undefined;
    try {
      return readPlainFile(join(this.dir, name), { maxBytes: MAX_FILE_BYTES, noLink: true });
    } catch {
      return undefined;
    }
  }

  private write(name: string, content: Uint8Array): void {
    if (this.refusal !== null) return;
    const path = join(this.dir, name);
    const aside = asideOf(path);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (!isWithin(realPathOf(this.dir), realPathOf(dirname(path))))
        throw new Error("a link leads out of it");
      writeFileSync(aside, content, { flag: "wx", mode: 0o600 });
      renameSync(aside, path);
      removeLeftBehind(path);
    } catch (error) {
      remove(aside);
      const why = error instanceof Error ? error.message : String(error);
      this.tell(
        "unwritable",
        `can't write the cache in ${this.dir} (${why}): going on without it. TIGHTLIP_CACHE names another.`,
      );
    }
  }

  private seal(name: string, label: string, content: Uint8Array): Buffer {
    const { key, trouble } = cacheKey(this.dir);
    if (trouble !== null) this.tell("key", `keeps nothing from run to run: ${trouble}.`);
    return createHmac("sha256", key)
      .update(JSON.stringify([name, label]))
      .update(content)
      .digest();
  }

  private tell(trouble: string, message: string): void {
    const once = JSON.stringify([trouble, this.dir]);
    if (!this.warn || told.has(once)) return;
    told.add(once);
    this.warn(message);
  }
}

/** Reason for not trusting a cache folder; null when there is none. */
function refusalOf(dir: string, projects: readonly (string | null)[]): string | null {
  const place = realPathOf(dir);
  const project = projects.find((top) => top !== null && isWithin(top, place));
  if (project != null)
    return `it lies inside the project ${project}, which others may write. TIGHTLIP_CACHE names another`;
  const owner = ownerOf(place);
  if (process.getuid === undefined || owner === null || owner === process.getuid()) return null;
  return "it belongs to another user. TIGHTLIP_CACHE names another";
}

/** Null where there is nothing. */
function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Not there, or in a folder that can't be written: then there is nothing of ours to remove.
  }
}
