/**
 * The files that a build may read: those of the project, of the package stores that package managers of this machine
 * link to, and tightlip's own. A link that leads elsewhere, a pipe, a device and what is too large are not read.
 */

import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { rethrowMachineFailure } from "../machine-failure.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { isWithin, projectTop, realPathOf } from "../project-top.ts";
import { readEnvFile } from "./env-file.ts";
import type { EnvEntry } from "./settings-file.ts";
import type { SourceFiles } from "./source-files.ts";

/** Larger than any file that people write. */
const MAX_FILE_BYTES = 4 * 2 ** 20;
/** For all files of one build together. */
const MAX_BUILD_BYTES = 32 * 2 ** 20;
/** File endings that the build reads. Credentials lie in other files. */
const ENDINGS = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".json", ".md"];
/** Packages are looked for in every folder above: what lies there is not the project's. */
const PACKAGES = `${sep}node_modules${sep}`;

/** A name with these would have to be written out wherever it is shown, and is nobody's honest choice. */
const UNSHOWABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export class ProjectFiles implements SourceFiles {
  readonly ownPackage = OWN_PACKAGE;
  /** Reasons for not reading a file that is there, by path. */
  readonly refused = new Map<string, string>();
  private readonly top: string;
  private readonly places: readonly string[];
  private readBytes = 0;

  /** `root` is the folder of a project. */
  constructor(private readonly root: string) {
    this.top = projectTop(root) ?? realPathOf(root);
    this.places = [this.top, OWN_PACKAGE, ...packageStores()];
  }

  /** The bytes of a file; null when there is none that may be read. */
  read(path: string): Buffer | null {
    const real = realPath(path);
    if (real === null) return null;
    const objection = this.objection(real);
    if (objection !== null) return this.refuse(path, objection);
    try {
      const bytes = readPlainFile(real, { maxBytes: MAX_FILE_BYTES, noLink: true });
      this.readBytes += bytes.length;
      if (this.readBytes > MAX_BUILD_BYTES) return this.refuse(path, "is one file too many for a build");
      return bytes;
    } catch (error) {
      rethrowMachineFailure(error);
      return error instanceof NotPlain ? this.refuse(path, error.why) : null;
    }
  }

  /** The names in a folder that may be looked at, in the file system's order; null of any other. */
  list(path: string): readonly string[] | null {
    const real = realPath(path);
    if (real === null || !this.places.some((place) => isWithin(place, real))) return null;
    try {
      return readdirSync(real);
    } catch (error) {
      rethrowMachineFailure(error);
      return null;
    }
  }

  /** So that each file has one path, whichever package imports it, and a package of a workspace its own one. */
  linkTarget(path: string): string {
    const real = realPath(path);
    if (real === null || !this.places.some((place) => isWithin(place, real))) return path;
    return join(this.root, relative(realPathOf(this.root), real));
  }

  settings(file: string): readonly EnvEntry[] {
    return readEnvFile(this.root, file);
  }

  private objection(real: string): string | null {
    if (!this.places.some((place) => isWithin(place, real)))
      return `lies outside of the project ${this.top}, or is a link that leads there`;
    if (UNSHOWABLE.test(real)) return "has a name with control characters in it; rename it";
    const isHidden = relative(this.top, real).split(sep).includes(".git");
    return isHidden || !ENDINGS.includes(extname(real).toLowerCase())
      ? "leads to what is no source file"
      : null;
  }

  private refuse(path: string, why: string): null {
    if (isWithin(this.top, path) || !path.includes(PACKAGES)) this.refused.set(path, why);
    return null;
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** The folder of the package that runs: firmware imports its device library. */
export const OWN_PACKAGE = ownPackage();

function ownPackage(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "tightlip")
      return realPathOf(at);
    if (at === dirname(at)) throw new Error("tightlip has no package.json");
  }
}

/** pnpm's package stores for all projects on this machine (pnpm.io/settings, "storeDir"). */
function packageStores(): string[] {
  const { PNPM_HOME, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  const homes = [
    PNPM_HOME,
    XDG_DATA_HOME && join(XDG_DATA_HOME, "pnpm"),
    LOCALAPPDATA && join(LOCALAPPDATA, "pnpm"),
    join(homedir(), ".local", "share", "pnpm"),
    join(homedir(), "Library", "pnpm"),
  ];
  return homes
    .filter((home) => home !== undefined && home !== "")
    .map((home) => realPathOf(join(home!, "store")));
}
