/** The image of a firmware, from the text of its files: no disk and no cache, so that a page can build it as well. */

import type { Identity } from "../../sim/device/identity.ts";
import type { BakedDefault, BakedLiteral, Image } from "../../sim/device/image.ts";
import type { VmModule } from "../../sim/device/vm.ts";
import type { Compiler, FullDebugInfo } from "../compiler.ts";
import { boardFor, DEFAULT_BOARD, importedBoard, type TargetBoard, targetBoards } from "./board.ts";
import { BuildFailed } from "./build-failed.ts";
import type { BuiltImage } from "./built-image.ts";
import { type Compilation, compile } from "./compile.ts";
import { CODE_BAD_CONFIG, readConfig } from "./config.ts";
import {
  bakedWarning,
  carriedIn,
  ENV_LOCAL,
  envCredentials,
  literalWarning,
  SourceCredentials,
} from "./credentials.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import type { Inputs } from "./inputs.ts";
import { nearestModule } from "./nearest-module.ts";
import type { Problem } from "./problem.ts";
import { inProject, type Project } from "./project-path.ts";
import { ENV_FILES, settingsOf } from "./settings-file.ts";
import type { SourceFiles } from "./source-files.ts";
import { trimDebug, trimSpec } from "./spec.ts";

/** A firmware on its board. */
export interface BuiltFirmware {
  readonly image: Image;
  /** Absolute path of the project. */
  readonly root: string;
  /** The entry, relative to `root`. */
  readonly main: string;
  /** The board that was asked for, else {@link DEFAULT_BOARD}: what firmware finds itself on in the simulator. */
  readonly board: Identity | undefined;
  /** Compiler diagnostics, short of errors. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Result of compiling the sources alone, without settings and without a board. */
export interface CompiledImage {
  readonly built: Omit<BuiltImage, "artefacts">;
  readonly compilation: Compilation;
  readonly bakedDefaults: readonly BakedDefault[];
  readonly bakedLiterals: readonly BakedLiteral[];
  readonly diagnostics: readonly Diagnostic[];
  /** The debug information holds a source with a credential in it, whether or not the bytecode uses that. */
  readonly holdsCredentials: boolean;
}

export interface CompileOptions {
  /** Makes the image's `@version` from that in `package.json`; default: it has none. */
  readonly versionOf?: (packageVersion: string) => string;
  /** Colour codes in code frames. Default: none. */
  readonly color?: boolean;
}

/** Compiles a project's firmware. Throws {@link BuildFailed} for source that does not compile. */
export function compileImage(
  project: Project,
  inputs: Inputs,
  compiler: Compiler,
  vm: () => VmModule,
  { versionOf, color = false }: CompileOptions = {},
): CompiledImage {
  const config = readConfig(project, compiler, inputs, versionOf);
  const compilation = compile(project, config.local, compiler, inputs, vm);
  const credentials = new SourceCredentials(sourceTexts(project.root, inputs));
  const fromEnv = envCredentials(inputs.files.settings(ENV_LOCAL));
  const refused = refusals(project.root, inputs.files);
  const problems: Problem[] = [...refused, ...config.problems, ...compilation.problems];
  const diagnostics = diagnosticsOf(
    problems,
    (file) => {
      const text = ENV_FILES.includes(file) ? undefined : compilation.textOf(file);
      return text === undefined ? undefined : credentials.redaction(file, text, fromEnv);
    },
    color,
    (problem) => nearestModule(problem, project.root, compilation.config, inputs),
  );
  const { success, binary, dbg } = compilation;
  if (!success || !binary || !dbg || config.problems.length + refused.length > 0)
    throw new BuildFailed(project.main, diagnostics);
  const bakedDefaults = credentials.bakedDefaults();
  const written = credentials.bakedLiterals();
  return {
    built: builtImage(compilation, binary, dbg),
    compilation,
    bakedDefaults,
    bakedLiterals: carriedIn(binary, written),
    diagnostics,
    holdsCredentials: bakedDefaults.length + written.length > 0,
  };
}

export interface FinishOptions {
  /** Hex digits. */
  readonly sha256: (bytes: Uint8Array) => string;
  /** Id of the board that the firmware is to be for. */
  readonly board?: string | null;
  readonly warn?: (message: string) => void;
}

/**
 * Adds the settings and the board, and says what the user should know. Throws UnknownBoard, and {@link BuildFailed} for
 * firmware that is not for the board.
 */
export function finishImage(
  { root, main }: Project,
  files: Pick<SourceFiles, "settings">,
  { name, bytecode, debug, services, boards }: Omit<BuiltImage, "artefacts">,
  known: Partial<Pick<CompiledImage, "bakedDefaults" | "bakedLiterals" | "diagnostics">>,
  { sha256, board, warn }: FinishOptions,
): BuiltFirmware {
  const chosen: TargetBoard | undefined = board
    ? boardFor(board, { main, bytecode, debug, boards })
    : boards.find(({ boardId }) => boardId === (importedBoard(debug) ?? DEFAULT_BOARD));
  const bakedDefaults = [...(known.bakedDefaults ?? []), ...envCredentials(files.settings(ENV_LOCAL))];
  const bakedLiterals = known.bakedLiterals ?? [];
  for (const baked of bakedDefaults) warn?.(bakedWarning(baked));
  for (const literal of bakedLiterals) warn?.(literalWarning(literal));
  const settings = settingsOf(ENV_FILES.flatMap((file) => files.settings(file)));
  return {
    image: {
      ...{ name, bytecode, debug, services, settings, bakedDefaults, bakedLiterals },
      sha256: sha256(bytecode),
    },
    root,
    main,
    board: chosen,
    diagnostics: known.diagnostics ?? [],
  };
}

function builtImage(
  { config }: Compilation,
  bytecode: Uint8Array,
  dbg: FullDebugInfo,
): Omit<BuiltImage, "artefacts"> {
  const used = new Set(dbg.specs.map(({ classIdentifier }) => classIdentifier));
  return {
    name: config.hwInfo["@name"] ?? "",
    bytecode,
    debug: trimDebug(dbg),
    boards: targetBoards(config),
    services: config.services.filter((spec) => used.has(spec.classIdentifier)).map(trimSpec),
  };
}

/** Problems for files that the build looked for and did not read. */
function refusals(root: string, { refused }: SourceFiles): Problem[] {
  return [...refused].map(([path, why]) => ({
    severity: "error",
    code: CODE_BAD_CONFIG,
    file: inProject(root, path),
    line: 1,
    column: 1,
    message: `is not read: it ${why}`,
  }));
}

/** The sources that credentials are looked for in: the project's and its libraries', not DeviceScript's. */
function sourceTexts(root: string, inputs: Inputs): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const [path, text] of inputs.texts) if (/\.tsx?$/.test(path)) sources.set(inProject(root, path), text);
  return sources;
}
