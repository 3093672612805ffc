/** Runs the DeviceScript compiler on a project: source text in, bytecode and debug information out. */

import { dirname, join, relative, resolve } from "node:path";
import { Vm, type VmModule } from "../../sim/device/vm.ts";
import type {
  Compiler,
  CompilerHost,
  CompilerResult,
  LocalConfig,
  RawDiagnostic,
  ResolvedConfig,
} from "../compiler.ts";
import { isMachineFailure } from "../machine-failure.ts";
import { CODE_NO_BYTECODE, problemOf } from "./diagnostics.ts";
import type { Inputs } from "./inputs.ts";
import type { Problem } from "./problem.ts";
import { inProject, type Project } from "./project-path.ts";
import { ENV_FILES, envTextForCompiler } from "./settings-file.ts";

const PACKAGES = "/node_modules/";
const LIBRARIES = "node_modules/@devicescript";
const TIGHTLIP = "node_modules/tightlip/";

export interface Compilation extends CompilerResult {
  readonly config: ResolvedConfig;
  readonly problems: readonly Problem[];
  /** The content of `bytecode-sizes.md`. */
  readonly sizes: string;
  /** The text of a source file, as the compiler saw it. */
  textOf(file: string): string | undefined;
}

export function compile(
  { root, main }: Project,
  local: LocalConfig,
  compiler: Compiler,
  inputs: Inputs,
  vm: () => VmModule,
): Compilation {
  const config = compiler.resolveConfig(local);
  const libraries = compiler.libraries();
  const prelude = { ...libraries, ...compiler.declarations(local) };
  const fixedLibraries = !buildsLibraries(root, local, inputs);
  const problems: Problem[] = [];
  const written = new Map<string, string | Uint8Array>();

  const libraryText = (file: string): string | undefined =>
    Object.hasOwn(prelude, file) ? prelude[file] : undefined;
  // A package may import itself by its name, as in Node (package.json, "exports").
  const self = `node_modules/${local.pkgJson?.name}/`;
  const ownText = (name: string): string | undefined =>
    name.startsWith(self) ? inputs.read(join(root, name.slice(self.length))) : undefined;
  const tightlipText = (name: string): string | undefined =>
    name.startsWith(TIGHTLIP)
      ? inputs.read(join(tightlipFolder(root, inputs), name.slice(TIGHTLIP.length)))
      : undefined;
  const read = (asked: string): string | undefined => {
    const file = libraryPath(root, asked) ?? asked;
    const name = inProject(root, file);
    if (fixedLibraries && Object.hasOwn(prelude, name)) return prelude[name];
    // Not an input of the image, and never recorded: a hash of a short secret gives the secret away.
    if (ENV_FILES.includes(name)) return envTextForCompiler(inputs.files.settings(name));
    return inputs.read(resolve(root, file)) ?? libraryText(name) ?? ownText(name) ?? tightlipText(name);
  };
  let failure: unknown = null;
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      if (isMachineFailure(error)) failure ??= error;
      throw error;
    }
  };
  const host: CompilerHost = {
    write: (file, content) => void written.set(file, content),
    read(file) {
      const text = attempt(() => read(file));
      if (text === undefined) throw new Error(`no such file: ${file}`);
      return text;
    },
    resolvePath: (file) => libraryPath(root, file) ?? inputs.files.linkTarget(resolve(root, file)),
    relativePath: (file) => relative(root, resolve(root, file)),
    log() {},
    isBasicOutput: () => true,
    error: (diagnostic: RawDiagnostic) => void problems.push(problemOf(diagnostic)),
    getFlags: () => ({}),
    getConfig: () => config,
    prelude,
    verifyBytecode(bytecode) {
      const error = verify(bytecode, vm());
      if (error !== 0) throw new Error(`verification error: ${error}`);
    },
    isPristine: (file) => fixedLibraries && Object.hasOwn(libraries, inProject(root, file)),
  };
  const result = run(compiler, main, host, problems);
  // The compiler takes whatever is thrown for a file that is missing.
  if (failure !== null) throw failure;
  return {
    ...result,
    config,
    problems,
    sizes: String(written.get("bytecode-sizes.md") ?? ""),
    textOf: read,
  };
}

/**
 * Path in the project of a file of DeviceScript's or tightlip's libraries. It is the same when a package outside of the
 * project asks for it, as those of a workspace do, for a program has one copy of each; and it keeps its name where a link
 * leads to it, as to a checkout. Null for other files.
 */
function libraryPath(root: string, file: string): string | null {
  const path = inProject(root, file);
  const name = path.slice(path.lastIndexOf(PACKAGES) + 1);
  const isLibrary = name.startsWith(`${LIBRARIES}/`) || name.startsWith(TIGHTLIP);
  return isLibrary && (path === name || path.startsWith("../")) ? join(root, name) : null;
}

/**
 * Folder of the installed tightlip: that of the project, or of the workspace around it. A stranger's project is checked
 * without an installation of its packages, by the tightlip that runs.
 */
function tightlipFolder(root: string, inputs: Inputs): string {
  for (let at = root; ; at = dirname(at)) {
    const folder = join(at, TIGHTLIP);
    if (inputs.read(join(folder, "package.json")) !== undefined) return folder;
    if (at === dirname(at)) return inputs.files.ownPackage;
  }
}

/** The compiler throws at what its authors did not think of; the user still needs to know where. */
function run(compiler: Compiler, main: string, host: CompilerHost, problems: Problem[]): CompilerResult {
  try {
    return compiler.compile(main, host);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `the DeviceScript compiler gave up: ${error.message}`;
    problems.push({ severity: "error", code: CODE_NO_BYTECODE, file: main, line: 1, column: 1, message });
    return { success: false };
  }
}

/** Test for a project with its own DeviceScript libraries; the DeviceScript command keeps those. */
function buildsLibraries(root: string, local: LocalConfig, inputs: Inputs): boolean {
  const marker = join(root, LIBRARIES, "core", "CORE_SOURCES.md");
  return inputs.read(marker) !== undefined || local.pkgJson?.devicescript?.bundle === true;
}

/** 0 when the VM accepts the bytecode. */
function verify(bytecode: Uint8Array, vm: VmModule): number {
  const nothing = () => {};
  const idle = {
    timeNow: () => 0,
    random: nothing,
    log: nothing,
    flashLoad: () => new Uint8Array(),
    flashSave: nothing,
    frame: nothing,
    panic: nothing,
    socketOpen: nothing,
    socketWrite: nothing,
    socketClose: nothing,
  };
  return Vm.start(vm, idle, "verify").verify(bytecode);
}
