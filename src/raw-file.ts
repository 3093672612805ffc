/** Writes raw artefacts: files that hold what the device sent, secrets included. They are for their user only. */

import { checkWholeFile, writeWholeFile } from "./whole-file.ts";

/** Nobody else may read them. */
const MODE = 0o600;

/** Notice for a user who asked for a raw file. */
export function rawFileNotice(file: string): string {
  return `${file} holds what the device sent, secrets included. Only you can read it; mind where you copy it.`;
}

/** Throws a UserError when `file` can't be what it is asked to be, before the work for it is done. */
export function checkRawFile(file: string): Promise<void> {
  return checkWholeFile(file);
}

/** Replaces what `file` held before. Throws a UserError when that is not possible. */
export function writeRawFile(
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  return writeWholeFile(file, chunks, MODE);
}
