/**
 * The per-user cache folder. Everything in it can be made again: it may be deleted at any time, is shared by
 * concurrent processes, and is never trusted. A file is written aside and renamed, so readers see all of it or
 * none, and starts with a SHA-256 over its label and content, so a damaged or misplaced file counts as absent.
 */

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import envPaths from "env-paths";

/** Size of the SHA-256 in front of each file, bytes. */
const SEAL_SIZE = 32;

/** The folder named by `TIGHTLIP_CACHE`, else the platform's place for caches. */
export function cacheDir(): string {
  return process.env.TIGHTLIP_CACHE || envPaths("tightlip", { suffix: "" }).cache;
}

/** Folders whose user has been told that they can't be written. */
const warnedAbout = new Set<string>();

export class Cache {
  /** `warn` is called if the folder can't be written, once a process and folder; work goes on without it. */
  constructor(
    private readonly warn?: (message: string) => void,
    readonly dir: string = cacheDir(),
  ) {}

  /**
   * The content stored under `name`, or undefined if there is none or it is not what was stored. `label` says
   * what the content was made from; content stored under another label is not returned.
   */
  get(name: string, label: string): Buffer | undefined {
    let file: Buffer;
    try {
      file = readFileSync(join(this.dir, name));
    } catch {
      return undefined;
    }
    const content = file.subarray(SEAL_SIZE);
    return seal(label, content).equals(file.subarray(0, SEAL_SIZE)) ? content : undefined;
  }

  put(name: string, label: string, content: Uint8Array): void {
    const path = join(this.dir, name);
    const aside = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(aside, Buffer.concat([seal(label, content), content]), { mode: 0o600 });
      renameSync(aside, path);
    } catch (error) {
      remove(aside);
      this.warnOnce(error);
    }
  }

  /** Forgets what is stored under `name`. */
  drop(name: string): void {
    remove(join(this.dir, name));
  }

  private warnOnce(error: unknown): void {
    if (!this.warn || warnedAbout.has(this.dir)) return;
    warnedAbout.add(this.dir);
    const why = error instanceof Error ? error.message : String(error);
    this.warn(
      `can't write the cache in ${this.dir} (${why}): going on without it. TIGHTLIP_CACHE names another.`,
    );
  }
}

function seal(label: string, content: Uint8Array): Buffer {
  return createHash("sha256").update(label).update("\0").update(content).digest();
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Not there, or in a folder that can't be written: then there is nothing of ours to remove.
  }
}
