/** Builds firmware: from the `main.ts` of any DeviceScript project to an Image. */

import { createHash } from "node:crypto";
import type { Identity } from "../../sim/device/identity.ts";
import type { BakedDefault, BakedLiteral, Image } from "../../sim/device/image.ts";
import { Cache, cacheDir } from "../cache.ts";
import { type FullDebugInfo, loadCompiler, loadVmModule } from "../devicescript.ts";
import { type Artefact, artefactsOf } from "./artefacts.ts";
import { boardFor, DEFAULT_BOARD, targetBoards } from "./board.ts";
import { BuildFailed } from "./build-failed.ts";
import { BuildCache, type BuildKey, type BuiltImage } from "./cache.ts";
import { type Compilation, compile } from "./compile.ts";
import { CODE_BAD_CONFIG, readConfig } from "./config.ts";
import { bakedWarning, carriedIn, envCredentials, literalWarning, SourceCredentials } from "./credentials.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { acceptableKeys, ENV_FILES, readSettings } from "./env-file.ts";
import { type InputRecord, Inputs } from "./inputs.ts";
import type { Problem } from "./problem.ts";
import { findProject, inProject, type Project } from "./project.ts";
import { trimDebug, trimSpec } from "./spec.ts";
import { gitState, imageVersion } from "./version.ts";

export interface BuildOptions {
  /** Told, one line each and without any secret: credentials that ship with the firmware, an unwritable cache. */
  readonly warn?: (message: string) => void;
  /** A board's id: the firmware must be for it. The image itself is the same for all boards. */
  readonly board?: string | null;
  /** Cache for images and compiled code; by default the per-user cache. */
  readonly cache?: Cache;
  /**
   * Builds what `devs build` would: the image carries `@version`, which depends on git and, in a changed tree,
   * on the time; and the result has the files to write. By default the image depends on the sources only.
   */
  readonly forRelease?: boolean;
  /** Colour codes in code frames. Default: none. */
  readonly color?: boolean;
}

export interface BuildResult {
  readonly image: Image;
  /** Absolute path of the project. */
  readonly root: string;
  /** The entry, relative to `root`. */
  readonly main: string;
  /** The board that was asked for, else {@link DEFAULT_BOARD}: what firmware finds itself on in the simulator. */
  readonly board: Identity | undefined;
  /** Compiler diagnostics, short of errors. */
  readonly diagnostics: readonly Diagnostic[];
  /** Files that `devs build` would write; empty unless `forRelease`. */
  readonly artefacts: readonly Artefact[];
  /** Cache hit: true when the image is from the cache. */
  readonly fromCache: boolean;
  /** Everything that the build looked at. */
  readonly inputs: InputRecord;
}

/**
 * Builds the image of a firmware, or takes it from the cache when nothing that it was built from has changed.
 * Throws {@link BuildFailed} for source that does not compile or is for another board, another UserError for
 * what is not a project.
 */
export function buildImage(mainFile: string, options: BuildOptions = {}): BuildResult {
  const project = findProject(mainFile);
  const { warn, forRelease = false, color = false } = options;
  const { cache = new Cache(warn, cacheDir(), [project.root]) } = options;
  const key: BuildKey = { ...project, forRelease };
  const builds = new BuildCache(cache);
  const git = forRelease ? gitState(project.root) : undefined;

  const known = acceptableKeys(project.root) ? builds.find(key, git) : undefined;
  if (known) return resultOf(project, known, { fromCache: true, inputs: known.inputs }, options);

  const inputs = new Inputs(project.root);
  const compiler = loadCompiler({ cache });
  const config = readConfig(project, compiler, inputs, git && ((version) => imageVersion(git, version)));
  const compilation = compile(project, config.local, compiler, inputs, () => loadVmModule({ cache }));

  const credentials = new SourceCredentials(sourceTexts(project.root, inputs));
  const fromEnv = envCredentials(project.root);
  const refused = refusals(project.root, inputs);
  const problems: Problem[] = [...refused, ...config.problems, ...compilation.problems];
  const diagnostics = diagnosticsOf(
    problems,
    (file) => {
      const text = ENV_FILES.includes(file) ? undefined : compilation.textOf(file);
      return text === undefined ? undefined : credentials.redaction(file, text, fromEnv);
    },
    color,
  );
  if (
    !compilation.success ||
    !compilation.binary ||
    !compilation.dbg ||
    config.problems.length + refused.length > 0
  )
    throw new BuildFailed(project.main, diagnostics);

  const artefacts = forRelease ? artefactsOf(compilation, compiler) : [];
  const built = builtImage(compilation, compilation.binary, compilation.dbg, artefacts);
  const bakedDefaults = credentials.bakedDefaults();
  const written = credentials.bakedLiterals();
  // The image's debug information holds the source, and what is written there and not used.
  const holdsNone = bakedDefaults.length === 0 && written.length === 0;
  const bakedLiterals = carriedIn(built.bytecode, written);
  const record = inputs.record();
  if (holdsNone && diagnostics.length === 0) builds.store(key, git, record, built);
  else builds.drop(key);
  const rest = { fromCache: false, inputs: record, bakedDefaults, bakedLiterals, diagnostics };
  return resultOf(project, built, rest, options);
}

/** Adds to a built image what is never cached, and says what the user should know. */
function resultOf(
  { root, main }: Project,
  { name, bytecode, debug, services, boards, artefacts }: BuiltImage,
  rest: {
    readonly fromCache: boolean;
    readonly inputs: InputRecord;
    readonly bakedDefaults?: readonly BakedDefault[];
    readonly bakedLiterals?: readonly BakedLiteral[];
    readonly diagnostics?: readonly Diagnostic[];
  },
  { board, warn }: BuildOptions,
): BuildResult {
  const chosen = board
    ? boardFor(board, { main, bytecode, debug, boards })
    : boards.find(({ boardId }) => boardId === DEFAULT_BOARD);
  const bakedDefaults = [...(rest.bakedDefaults ?? []), ...envCredentials(root)];
  const bakedLiterals = rest.bakedLiterals ?? [];
  for (const baked of bakedDefaults) warn?.(bakedWarning(baked));
  for (const literal of bakedLiterals) warn?.(literalWarning(literal));
  return {
    image: {
      name,
      bytecode,
      sha256: createHash("sha256").update(bytecode).digest("hex"),
      debug,
      services,
      settings: readSettings(root),
      bakedDefaults,
      bakedLiterals,
    },
    root,
    main,
    board: chosen,
    diagnostics: rest.diagnostics ?? [],
    artefacts: artefacts.map(([path, content]) => ({ path, content: content ?? bytecode })),
    fromCache: rest.fromCache,
    inputs: rest.inputs,
  };
}

function builtImage(
  { config }: Compilation,
  bytecode: Uint8Array,
  dbg: FullDebugInfo,
  artefacts: readonly Artefact[],
): BuiltImage {
  const used = new Set(dbg.specs.map(({ classIdentifier }) => classIdentifier));
  return {
    name: config.hwInfo["@name"] ?? "",
    bytecode,
    debug: trimDebug(dbg),
    boards: targetBoards(config),
    services: config.services.filter((spec) => used.has(spec.classIdentifier)).map(trimSpec),
    artefacts: artefacts.map(({ path, content }) => [path, typeof content === "string" ? content : null]),
  };
}

/** Problems for files that the build looked for and did not read. */
function refusals(root: string, { refused }: Inputs): Problem[] {
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
