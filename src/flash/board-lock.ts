/** One process at a time at an emulated board's file, as with a real port. A process that was killed holds nothing. */

import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isMachineFailure } from "../machine-failure.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { PortError } from "./port.ts";

/** Time between making a lock's file and writing into it, at most. */
const MAKING_MILLIS = 1_000;

/** Gives what unlocks. Throws a PortError while another process has the board open. */
export function lockBoard(file: string): () => void {
  const path = `${file}.lock`;
  try {
    if (isLeftBehind(path)) rmSync(path, { force: true });
    writeFileSync(path, holder(process.pid), { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new PortError(`${file}: another program has this board open. If none has, remove ${path}.`, {
        cause,
      });
    // Made, but not filled: it would be in the way.
    if (isMachineFailure(cause)) rmSync(path, { force: true });
    throw new UserError(`${path}: can't be written (${code ?? "unknown error"}).`, EXIT_USAGE, { cause });
  }
  return () => rmSync(path, { force: true });
}

function isLeftBehind(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const text = readFileSync(path, "utf8");
  const pid = Number(text.split(" ")[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return Date.now() - found.mtimeMs > MAKING_MILLIS;
  return !isAlive(pid) || text !== holder(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** A process by its number and, where the system tells it, its start: numbers are given out again. */
function holder(pid: number): string {
  return `${pid} ${startOf(pid)}\n`;
}

/** Field 22 of proc_pid_stat(5); the second one may hold anything, up to the last ")". */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
