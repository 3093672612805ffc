/**
 * The files that `devs build` leaves in a project, byte for byte: bytecode and debug information, and source
 * files with the constants of the project's own services (`saveLibFiles` in the DeviceScript command's
 * cli/src/build.ts). The libraries that it unpacks into `node_modules` are not among them.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Compiler } from "../devicescript.ts";
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

/** Writes what differs from what is there. */
export function writeArtefacts(root: string, artefacts: readonly Artefact[]): void {
  for (const { path, content } of artefacts) {
    const target = join(root, path);
    const bytes = Buffer.from(content);
    if (contentOf(target)?.equals(bytes)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
