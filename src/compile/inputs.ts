/**
 * Inputs are everything that a build looked at: files read, files looked for in vain, folders listed. With the
 * record of a build one can tell whether building again would give the same.
 */

import type { SourceFiles } from "./source-files.ts";

/** Plain data; paths are absolute. */
export interface InputRecord {
  /** Path and SHA-256 (hex) of each file read. */
  readonly files: readonly (readonly [path: string, sha256: string])[];
  /** Paths where there was no readable file; module resolution probes many. */
  readonly missing: readonly string[];
  /** Folders and the names in them, null if there was no such folder. */
  readonly folders: readonly (readonly [path: string, names: readonly string[] | null])[];
}

export class Inputs {
  private readonly bytes = new Map<string, Uint8Array>();
  private readonly missing = new Set<string>();
  private readonly folders = new Map<string, readonly string[] | null>();
  /** Text of each file read, by absolute path. */
  readonly texts = new Map<string, string>();

  constructor(readonly files: SourceFiles) {}

  /** The text of a file, or undefined if there is none that can be read. */
  read(path: string): string | undefined {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const bytes = this.files.read(path);
    if (bytes === null) {
      this.missing.add(path);
      return undefined;
    }
    const text = UTF8.decode(bytes);
    this.bytes.set(path, bytes);
    this.texts.set(path, text);
    return text;
  }

  /** The names in a folder, in the file system's order; none if there is no such folder. */
  list(path: string): readonly string[] {
    const names = this.files.list(path);
    this.folders.set(path, names);
    return names ?? [];
  }

  /** `sha256` gives hex digits. */
  record(sha256: (bytes: Uint8Array) => string): InputRecord {
    const files = [...this.bytes].map(([path, bytes]) => [path, sha256(bytes)] as const);
    return { files, missing: [...this.missing], folders: [...this.folders] };
  }
}

/** A byte order mark stays, as in Node's own decoding: the compiler knows what to do with it. */
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
