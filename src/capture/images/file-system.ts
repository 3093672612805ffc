/** A file system in flash, which puts its files together once all of it is there. */

export interface FileSystem {
  readonly name: string;
  readonly sizeBytes: number;
  /** Bytes behind it, which may say how its sectors lie. */
  readonly moreBytes: number;
  /** `image` begins with its first byte. Null where its files can't be told. */
  readonly read: (image: Uint8Array) => FileSystemContents | null;
}

export interface FileSystemContents {
  /** Of each file: the bytes of its parts, in order. Some may be of files that were erased or written anew. */
  readonly files: readonly (readonly Uint8Array[])[];
  /** Parts with content that belong to no file, and files of which parts are missing. */
  readonly unplaced: number;
}

const ERASED = 0xff;

/** True for bytes of which some are not erased. */
export function isWritten(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte !== ERASED);
}
