/**
 * The files that `devs build` leaves in a project, byte for byte: bytecode and debug information, and source
 * files with the constants of the project's own services (`saveLibFiles` in the DeviceScript command's
 * cli/src/build.ts). The libraries that it unpacks into `node_modules` are not among them.
 */

import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asideOf, removeLeftBehind } from "../aside.ts";
import type { Compiler } from "../compiler.ts";
import { refuseLinks } from "../no-links.ts";
import { readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Compilation } from "./compile.ts";

export interface Artefact {
  /** Relative to the project root. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

const FOLDER = ".devicescript";

export function artefactsOf(compilation: Compilation, compiler: Compiler): Artefact[] {
  const { binary, dbg, sizes, config } = compilation;
  if (!binary || !dbg) throw new Error("no artefacts without bytecode");
  // The catalog's services have no `catalog` field.
  const own = config.services.filter(({ catalog }) => catalog !== undefined);
  const constants = (language: "ts" | "c") =>
    own.map((spec) => `${compiler.serviceConstants(spec, language)}\n`).join("");
  const binarySHA256 = createHash("sha256").update(binary).digest("hex");
  return [
    { path: `${FOLDER}/bin/bytecode.devs`, content: binary },
    { path: `${FOLDER}/bin/bytecode-dbg.json`, content: JSON.stringify({ ...dbg, binarySHA256 }) },
    { path: `${FOLDER}/bin/bytecode-sizes.md`, content: sizes },
    { path: `${FOLDER}/ts/constants.ts`, content: constants("ts") },
    { path: `${FOLDER}/c/constants.c`, content: constants("c") },
    { path: `${FOLDER}/services.json`, content: JSON.stringify(own, null, 2) },
  ];
}

/** Larger than anything that is written here. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Writes what differs from what is there; each file appears whole or not at all. Throws a UserError, before anything
 * is written, where a link of the project's leads elsewhere, and when the disk refuses.
 */
export function writeArtefacts(root: string, artefacts: readonly Artefact[]): void {
  for (const { path } of artefacts) refuseLinks(join(root, path), root);
  for (const { path, content } of artefacts) {
    const target = join(root, path);
    const bytes = Buffer.from(content);
    if (!contentOf(target)?.equals(bytes)) replaceFile(target, bytes);
    removeLeftBehind(target);
  }
}

function replaceFile(target: string, bytes: Uint8Array): void {
  const aside = asideOf(target);
  attempt(target, () => mkdirSync(dirname(target), { recursive: true }));
  try {
    attempt(target, () => writeFileSync(aside, bytes, { flag: "wx" }));
    attempt(target, () => renameSync(aside, target));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

function attempt(target: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${target}: can't be written (${code ?? "unknown error"}).`, EXIT_USAGE, { cause });
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readPlainFile(path, { maxBytes: MAX_BYTES, noLink: true });
  } catch {
    return undefined;
  }
}
