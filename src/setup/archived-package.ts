/** The name of the package in an archive of `npm pack`: a tar file in gzip (POSIX.1-1988, ustar). */

import { gunzipSync } from "node:zlib";
import { readPlainFile } from "../plain-file.ts";
import { isRecord } from "../record.ts";

/** Some times the size of tightlip's own. */
const MAX_BYTES = 64 * 2 ** 20;
const BLOCK = 512;
const NAME = { at: 0, length: 100 };
/** In octal digits. */
const SIZE = { at: 124, length: 12 };
/** All files of such an archive are in one folder, mostly "package". */
const MANIFEST = /^[^/]+\/package\.json$/;

/** Null for a file that is no such archive. */
export function archivedPackage(file: string): string | null {
  try {
    const bytes = gunzipSync(readPlainFile(file, { maxBytes: MAX_BYTES }), { maxOutputLength: MAX_BYTES });
    const manifest: unknown = JSON.parse(manifestIn(bytes) ?? "null");
    return isRecord(manifest) && typeof manifest.name === "string" ? manifest.name : null;
  } catch {
    return null;
  }
}

function manifestIn(bytes: Buffer): string | null {
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const field = ({ at: from, length }: typeof NAME) =>
      bytes.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(SIZE).trim() || "0", 8);
    if (!(size >= 0)) return null;
    const start = at + BLOCK;
    if (MANIFEST.test(field(NAME))) return bytes.toString("utf8", start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
}
