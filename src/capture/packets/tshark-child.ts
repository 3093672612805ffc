/**
 * tshark at work on a file. It is a large program that takes files of strangers apart, so it runs without the rights of
 * root and the user's own settings, and with limits of time and memory.
 */
import { spawn } from "node:child_process";
import { chownSync, closeSync, copyFileSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stopIfAborted } from "../../user-error.ts";
import { findTshark } from "./tshark.ts";

/** Processor time, and memory of its address space. */
const MAX_PROCESSOR_SECONDS = 15 * 60;
const MAX_MEMORY_KIB = 4 * 1024 * 1024;
/** The user without rights of every Unix. */
const NOBODY = 65_534;
/** Node can't limit a child itself. Systems that know one of the limits only keep that. */
const LIMITED = 'ulimit -v "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; shift 2; exec "$@"';
export interface TsharkOptions {
  readonly args: readonly string[];
  /** File with keys of TLS connections. */
  readonly keylog?: string;
  readonly signal?: AbortSignal;
}

export class TsharkChild {
  /** Reason why not all came; null while all is well. */
  trouble: string | null = null;

  constructor(
    private readonly file: string,
    private readonly options: TsharkOptions,
  ) {}

  /** Bytes that it writes. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const program = findTshark();
    if (program === null) {
      this.trouble = "tshark does not run here";
      return;
    }
    const { args, keylog, signal } = this.options;
    const home = emptyHome();
    try {
      const keys = keylog === undefined ? [] : ["-o", `tls.keylog_file:${readableIn(home, keylog)}`];
      const [path, all] = limited(program.path, [...keys, ...args, "-r", "-"]);
      const input = openSync(this.file, "r");
      const child = spawn(path, all, {
        cwd: "/",
        env: { ...program.env, HOME: home, XDG_CONFIG_HOME: home },
        stdio: [input, "pipe", "ignore"],
        ...(isRoot() && { uid: NOBODY, gid: NOBODY }),
      });
      closeSync(input);
      const ended = new Promise<number | null>((done) => {
        child.on("error", () => done(null));
        child.on("close", done);
      });
      try {
        for await (const piece of child.stdout as AsyncIterable<Buffer>) {
          stopIfAborted(signal, "not all was searched.");
          yield piece;
        }
        if ((await ended) !== 0) this.trouble = "tshark broke off, or could not read it";
      } finally {
        child.kill();
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function limited(path: string, args: readonly string[]): [path: string, args: readonly string[]] {
  if (process.platform === "win32") return [path, args];
  const limits = [`${MAX_MEMORY_KIB}`, `${MAX_PROCESSOR_SECONDS}`];
  return ["/bin/sh", ["-c", LIMITED, "sh", ...limits, path, ...args]];
}

/** Folder without settings that the child can read: where it can't, tshark 4.0 crashes. */
function emptyHome(): string {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-tshark-"));
  if (isRoot()) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

/** Path at which a child without rights can read the file with keys, and nobody else. */
function readableIn(home: string, keylog: string): string {
  if (!isRoot()) return resolve(keylog);
  const path = join(home, "keys");
  copyFileSync(keylog, path);
  chownSync(path, NOBODY, NOBODY);
  return path;
}
