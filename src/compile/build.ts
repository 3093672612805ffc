/** Builds firmware: from the `main.ts` of any DeviceScript project on the disk to an Image. */

import { Cache, cacheDir } from "../cache.ts";
import { loadCompiler, loadVmModule } from "../devicescript.ts";
import { sha256 } from "../sha256.ts";
import { type Artefact, artefactsOf } from "./artefacts.ts";
import { BuildCache, type BuildKey } from "./cache.ts";
import { type BuiltFirmware, compileImage, finishImage } from "./image.ts";
import { type InputRecord, Inputs } from "./inputs.ts";
import { findProject } from "./project.ts";
import { ProjectFiles } from "./project-files.ts";
import { hasAcceptableKeys } from "./settings-file.ts";
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

export interface BuildResult extends BuiltFirmware {
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
  const { warn, board, forRelease = false, color = false } = options;
  const { cache = new Cache(warn, cacheDir(), [project.root]) } = options;
  const key: BuildKey = { ...project, forRelease };
  const builds = new BuildCache(cache);
  const git = forRelease ? gitState(project.root) : undefined;
  const files = new ProjectFiles(project.root);

  const known = hasAcceptableKeys(files.settings(".env.defaults")) ? builds.find(key, git) : undefined;
  if (known) {
    const artefacts = known.artefacts.map(([path, content]) => ({
      path,
      content: content ?? known.bytecode,
    }));
    const finished = finishImage(project, files, known, {}, { sha256, board, warn });
    return { ...finished, artefacts, fromCache: true, inputs: known.inputs };
  }

  const inputs = new Inputs(files);
  const compiler = loadCompiler({ cache });
  const versionOf = git && ((version: string) => imageVersion(git, version));
  const vm = () => loadVmModule({ cache });
  const compiled = compileImage(project, inputs, compiler, vm, { versionOf, color });
  const artefacts = forRelease ? artefactsOf(compiled.compilation, compiler) : [];
  const record = inputs.record(sha256);
  if (!compiled.holdsCredentials && compiled.diagnostics.length === 0)
    builds.store(key, git, record, { ...compiled.built, artefacts: artefacts.map(asKept) });
  else builds.drop(key);
  const finished = finishImage(project, files, compiled.built, compiled, { sha256, board, warn });
  return { ...finished, artefacts, fromCache: false, inputs: record };
}

/** The bytecode is kept once. */
function asKept({ path, content }: Artefact): readonly [path: string, content: string | null] {
  return [path, typeof content === "string" ? content : null];
}
