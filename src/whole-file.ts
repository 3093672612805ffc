/** Writes files that appear whole or not at all, where they are said to go: see no-links.ts. */

import { access, constants, type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { asideOf, removeLeftBehind } from "./aside.ts";
import { refuseLinks } from "./no-links.ts";
import { EXIT_USAGE, UserError } from "./user-error.ts";

/** Throws a UserError when `file` can't be what it is asked to be, before the work for it is done. */
export async function checkWholeFile(file: string): Promise<void> {
  refuseLinks(file);
  const existing = await stat(file).catch(() => null);
  if (existing !== null && !existing.isFile())
    throw new UserError(`${file}: is not a plain file; name one to write to.`, EXIT_USAGE);
  const folder = await stat(dirname(file)).catch(() => null);
  if (folder?.isDirectory() !== true)
    throw new UserError(`${file}: there is no folder ${dirname(file)} to write it to.`, EXIT_USAGE);
  await attempt(file, () => access(dirname(file), constants.W_OK));
}

/** Replaces what `file` held before; `mode` is that of a new file. Throws a UserError when that is not possible. */
export async function writeWholeFile(
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  mode: number,
): Promise<void> {
  await checkWholeFile(file);
  // A link outside of the project is resolved, so that the link itself stays.
  const target = await realpath(file).catch(() => file);
  const aside = asideOf(target);
  try {
    const handle = await attempt(file, () => open(aside, "wx", mode));
    try {
      for await (const chunk of chunks) await attempt(file, () => writeAll(handle, chunk));
    } finally {
      await handle.close();
    }
    await attempt(file, () => rename(aside, target));
    removeLeftBehind(target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
}

async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${file}: can't be written (${code ?? "unknown error"}).`, EXIT_USAGE, {
      cause: error,
    });
  }
}
