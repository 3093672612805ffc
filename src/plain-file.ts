/**
 * Reads plain files that somebody else may have put there: never a pipe or a device, which may have no end, and
 * never more than a named size.
 */

import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";

/** Windows has neither; a file there is opened as usual. */
const NO_WAITING = constants.O_NONBLOCK ?? 0;
const NO_LINK = constants.O_NOFOLLOW ?? 0;

export interface PlainFileLimits {
  /** Largest file that is read. */
  readonly maxBytes: number;
  /** Refusal of links. Default: a link is followed. */
  readonly noLink?: boolean;
}

/** A file that is not read, although it is there. */
export class NotPlain extends Error {
  override readonly name = "NotPlain";
  readonly code = "ENOTPLAIN";

  /** `why` completes a sentence: "is larger than 8 MB". */
  constructor(readonly why: string) {
    super(why);
  }
}

/** The bytes of a file. Throws {@link NotPlain} for what is no plain file or too large, else what `open` throws. */
export function readPlainFile(path: string, { maxBytes, noLink = false }: PlainFileLimits): Buffer {
  // Opening a device or a pipe may have effects: look before.
  const found = statSync(path);
  if (!found.isFile() && !found.isDirectory()) throw new NotPlain("is not a plain file");
  const handle = openSync(path, constants.O_RDONLY | NO_WAITING | (noLink ? NO_LINK : 0));
  try {
    const opened = fstatSync(handle);
    if (opened.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    if (!opened.isFile()) throw new NotPlain("is not a plain file");
    return readUpTo(handle, opened.size, maxBytes);
  } finally {
    closeSync(handle);
  }
}

/** Files of the kernel's say that they have no bytes, and others grow meanwhile: the limit holds for what is read. */
function readUpTo(handle: number, expectedBytes: number, maxBytes: number): Buffer {
  const tooLarge = () => new NotPlain(`is larger than ${megabytes(maxBytes)}`);
  if (expectedBytes > maxBytes) throw tooLarge();
  let buffer = Buffer.allocUnsafe(Math.min(expectedBytes + 1, maxBytes + 1));
  let sizeBytes = 0;
  for (;;) {
    const read = readSync(handle, buffer, sizeBytes, buffer.length - sizeBytes, null);
    if (read === 0) return buffer.subarray(0, sizeBytes);
    sizeBytes += read;
    if (sizeBytes > maxBytes) throw tooLarge();
    if (sizeBytes === buffer.length)
      buffer = Buffer.concat([
        buffer,
        Buffer.allocUnsafe(Math.min(buffer.length + 4096, maxBytes + 1 - sizeBytes)),
      ]);
  }
}

function megabytes(sizeBytes: number): string {
  return `${sizeBytes / 2 ** 20} MB`;
}
