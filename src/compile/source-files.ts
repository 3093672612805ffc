/** The files that a build may look at, wherever they are: on a disk, or in a page. Paths are absolute. */
import type { EnvEntry } from "./settings-file.ts";

export interface SourceFiles {
  /** Folder of tightlip's own package, whose device library firmware imports. */
  readonly ownPackage: string;
  /** Reasons for not reading a file that is there, by path. */
  readonly refused: ReadonlyMap<string, string>;
  /** The bytes of a file; null when there is none that may be read. */
  read(path: string): Uint8Array | null;
  /** The names in a folder, in the file system's order; null when there is none that may be looked at. */
  list(folder: string): readonly string[] | null;
  /** Path of the file that a link of a package manager leads to; the path itself where there is none to follow. */
  linkTarget(path: string): string;
  /** Entries of one of the project's settings files. */
  settings(file: string): readonly EnvEntry[];
}
