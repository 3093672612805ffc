/**
 * The one seam into `@devicescript/cli`: the DeviceScript compiler, the VM's WebAssembly bytes, the service
 * specifications and the board data, all out of its single bundled file, which exports only its command line.
 *
 * The bundle is used only if its version and SHA-256 are the ones tightlip was written against. Of its 28 MB of
 * text the sections that are needed are cut out and run as the body of one function, which ends by returning
 * what is wanted from them; V8's code cache makes that fast from the second process on.
 */

import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import type { VmModule } from "../sim/device/vm.ts";
import { inAscii } from "./ascii.ts";
import { Cache } from "./cache.ts";
import {
  type CarvedFunction,
  type Compiler,
  CompilerTimeout,
  compilerOf,
  OWN_DECLARATIONS,
} from "./compiler.ts";
import { isMachineFailure } from "./machine-failure.ts";
import { sha256 } from "./sha256.ts";
import { EXIT_USAGE, UserError } from "./user-error.ts";
import { DEVICESCRIPT_VERSION } from "./version.ts";

/** SHA-256 of `built/devicescript-cli.cjs` in that release ({@link DEVICESCRIPT_VERSION}), hex, and its size in bytes. */
export const BUNDLE_SHA256 = "879e17c062096a25c9117ae448e15e2efbf2cf9d3c09f4b5955f17e66dabed91";
const BUNDLE_SIZE = 28_362_201;
/** SHA-256 of the VM's WebAssembly module inside the bundle, hex. */
export const VM_SHA256 = "a56742b09dd4bfe278815676ac94231ed4f8995cee6260818f5d758d8ab6ee1d";

/** `@devicescript/cli` is not there, or not the release that tightlip needs. */
export class DeviceScriptMissing extends UserError {
  override readonly name = "DeviceScriptMissing";

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what}; tightlip needs @devicescript/cli ${DEVICESCRIPT_VERSION} unchanged: run "npm ci" where tightlip is installed.`,
      EXIT_USAGE,
      options,
    );
  }
}

export interface DeviceScriptOptions {
  /** Told when the default cache can't be written. */
  readonly warn?: (message: string) => void;
  /** Cache for compiled code and the VM; by default the per-user cache. */
  readonly cache?: Cache;
  /** The folder of `@devicescript/cli`; by default the one that tightlip depends on. */
  readonly packageDir?: string;
  /**
   * Time limit of one compilation, milliseconds. Default: half a minute; a large program takes
   * three seconds.
   */
  readonly timeLimitMillis?: number;
}

const TIME_LIMIT_MS = 30_000;

let vmModule: VmModule | undefined;
let compiler: Compiler | undefined;

/** The VM, compiled once a process. */
export function loadVmModule(options: DeviceScriptOptions = {}): VmModule {
  vmModule ??= { module: new WebAssembly.Module(loadVmBytes(options) as BufferSource), sha256: VM_SHA256 };
  return vmModule;
}

/** The VM's WebAssembly bytes. */
export function loadVmBytes(options: DeviceScriptOptions = {}): Uint8Array {
  const { warn, cache = new Cache(warn), packageDir } = options;
  const bundleFile = locateBundle(packageDir);
  const name = `vm-${VM_SHA256.slice(0, 16)}.wasm`;
  const cached = cache.getPinned(name, VM_SHA256);
  if (cached) return cached;
  const bytes = cutVm(readBundle(bundleFile, cache));
  cache.putPinned(name, bytes);
  return bytes;
}

/** The compiler; takes about a fifth of a second the first time in a process. */
export function loadCompiler(options: DeviceScriptOptions = {}): Compiler {
  const { warn, cache = new Cache(warn), packageDir, timeLimitMillis } = options;
  if (packageDir !== undefined || timeLimitMillis !== undefined)
    return startCompiler(cache, locateBundle(packageDir), timeLimitMillis);
  compiler ??= startCompiler(cache, locateBundle());
  return compiler;
}

/** The compiler's source as an expression, in ASCII: a {@link CarvedFunction}, for whoever has no Node. */
export function compilerScript(): string {
  return carvedText(new Cache(), locateBundle());
}

/** Reads the whole bundle. Throws {@link DeviceScriptMissing} unless it is the one that tightlip needs. */
export function verifyBundle(): void {
  readPublished(locateBundle());
}

/** Compiler state: true once this process has loaded it. */
export function compilerLoaded(): boolean {
  return compiler !== undefined;
}

/** The bundle's path, after a check of the package's version and the bundle's size. */
function locateBundle(packageDir?: string): string {
  let manifest: string;
  try {
    manifest =
      packageDir === undefined
        ? createRequire(import.meta.url).resolve("@devicescript/cli/package.json")
        : join(packageDir, "package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8"));
    if (version !== DEVICESCRIPT_VERSION) throw new DeviceScriptMissing(`${manifest} is version ${version}`);
  } catch (cause) {
    if (cause instanceof DeviceScriptMissing || isMachineFailure(cause)) throw cause;
    throw new DeviceScriptMissing("can't read the package @devicescript/cli", { cause });
  }
  const bundle = join(dirname(manifest), "built", "devicescript-cli.cjs");
  const size = statSync(bundle, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new DeviceScriptMissing(`${bundle} is missing`);
  if (size !== BUNDLE_SIZE) throw new DeviceScriptMissing(`${bundle} is not the published file`);
  return bundle;
}

function readBundle(file: string, cache: Cache): Buffer {
  const { name, label } = bundleStamp(file);
  const bundle = readPublished(file);
  cache.put(name, label, new Uint8Array());
  return bundle;
}

function readPublished(file: string): Buffer {
  const bundle = readFileSync(file);
  if (sha256(bundle) !== BUNDLE_SHA256) throw new DeviceScriptMissing(`${file} is not the published file`);
  return bundle;
}

/** Bundle check by stamp: true when the hash was right and the file is untouched since. */
function isKnownBundle(file: string, cache: Cache): boolean {
  const { name, label } = bundleStamp(file);
  return cache.get(name, label) !== undefined;
}

/** Cache stamp of a bundle whose hash was right. */
function bundleStamp(file: string): { readonly name: string; readonly label: string } {
  const { size, mtimeMs, ctimeMs } = statSync(file);
  return {
    name: `bundle-${sha256(Buffer.from(file)).slice(0, 16)}`,
    label: JSON.stringify([BUNDLE_SHA256, file, size, mtimeMs, ctimeMs]),
  };
}

/** The VM is a base64 data URI in the emscripten glue. */
function cutVm(bundle: Buffer): Uint8Array {
  const glue = bundle.indexOf("// runtime/devicescript-vm/built/devicescript-vm.js");
  // Every WebAssembly module starts with "\0asm", "AGFzb…" in base64; an earlier data URI is something else.
  const start = bundle.indexOf("base64,AGFzb", glue) + "base64,".length;
  const bytes = Buffer.from(bundle.toString("latin1", start, bundle.indexOf('"', start)), "base64");
  if (sha256(bytes) !== VM_SHA256) throw new Error("the VM is not where it was in the bundle");
  return bytes;
}

function startCompiler(cache: Cache, bundleFile: string, timeLimitMillis = TIME_LIMIT_MS): Compiler {
  const text = carvedText(cache, bundleFile);
  // V8 accepts its cache only from the same release, architecture and flags, but does not notice damage.
  const cacheName = `compiler-${process.versions.v8}-${process.arch}.v8`;
  const cachedData = cache.get(cacheName, CARVED_SHA256);
  const script = new Script(text, { filename: bundleFile, ...(cachedData && { cachedData }) });

  let saveCode = cachedData === undefined || script.cachedDataRejected === true;
  return compilerOf(
    (...given) =>
      withoutNewGlobals(["watchProp", "deviceScript"], () =>
        (script.runInThisContext() as CarvedFunction)(
          createRequire(bundleFile),
          bundleFile,
          dirname(bundleFile),
          ...given,
        ),
      ),
    (compilation) => {
      try {
        return withPatientJit(() => withTimeLimit(timeLimitMillis, compilation));
      } catch (error) {
        // Broken off anywhere, its state fits together no more: the next one gets a fresh compiler.
        if (error instanceof CompilerTimeout) compiler = undefined;
        saveCode &&= !(error instanceof CompilerTimeout);
        throw error;
      } finally {
        // Taken now, the code cache includes the functions that V8 compiled on their first call.
        if (saveCode) cache.put(cacheName, CARVED_SHA256, script.createCachedData());
        saveCode = false;
      }
    },
  );
}

const CALLED = Symbol.for("tightlip.limited");
const CALL = new Script('globalThis[Symbol.for("tightlip.limited")]()');

/** Runs `action`, and breaks it off with a {@link CompilerTimeout} when it takes longer. */
function withTimeLimit<T>(millis: number, action: () => T): T {
  const globals = globalThis as Record<symbol, unknown>;
  globals[CALLED] = action;
  try {
    return CALL.runInThisContext({ timeout: millis }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new CompilerTimeout(`it takes longer than ${millis / 1000} s`);
  } finally {
    delete globals[CALLED];
  }
}

/**
 * Runs `action` with V8 optimising only what runs really long: a compilation is over before most of what V8
 * would optimise meanwhile has paid. The flag's default is known for the V8 of Node 20 only; others stay as is.
 */
function withPatientJit<T>(action: () => T): T {
  const ownChoice = /interrupt[-_]budget/.test(`${process.execArgv} ${process.env.NODE_OPTIONS ?? ""}`);
  if (ownChoice || !process.versions.v8.startsWith("11.3.")) return action();
  setFlagsFromString("--interrupt-budget=1000000");
  try {
    return action();
  } finally {
    setFlagsFromString("--interrupt-budget=67584");
  }
}

/** The text of a {@link CarvedFunction}, in ASCII, from the cache or the bundle. */
function carvedText(cache: Cache, bundleFile: string): string {
  const name = `compiler-${CARVED_SHA256.slice(0, 16)}.js`;
  const cached = cache.getPinned(name, CARVED_SHA256);
  if (cached) {
    if (!isKnownBundle(bundleFile, cache)) readBundle(bundleFile, cache);
    // Latin-1 decodes ten times as fast as UTF-8.
    return cached.toString("latin1");
  }
  const text = inAscii(carve(readBundle(bundleFile, cache)));
  const bytes = Buffer.from(text, "latin1");
  if (sha256(bytes) !== CARVED_SHA256) throw new Error("the compiler was carved otherwise than expected");
  cache.putPinned(name, bytes);
  return text;
}

function carve(bundle: Buffer): string {
  const [helpers, compilerModule, specParser] = SECTIONS.map(([from, to]) => cut(bundle, from, to));
  const body = PATCHES.reduce(applyPatch, compilerModule!);
  return `${OPENING}${helpers}${body}${specParser}${CLOSING}`;
}

function cut(bundle: Buffer, from: string, to: string): string {
  const start = bundle.indexOf(from);
  const end = bundle.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`the bundle has no section from "${from}" to "${to}"`);
  return bundle.toString("utf8", start, end);
}

const OPENING = "(function(require,__filename,__dirname,console,isPristine,keptSources){";
const CLOSING = `
return {compiler:require_devicescript_compiler_node(),parseServiceSpecificationMarkdownToJSON,converters};})`;

/** The sections that are needed, each from one text up to another. */
const SECTIONS: readonly (readonly [from: string, to: string])[] = [
  // The bundler's helpers.
  ["", "// cli/node_modules/commander/lib/error.js"],
  ["// compiler/built/devicescript-compiler.node.cjs", "// node_modules/universalify/index.js"],
  // The part of jacdac-ts that reads service files and writes constants; it stands alone.
  ["\nfunction isMixinService(", "\nvar JDError = class"],
];

/** Changes to the carved text. All but one save time and, as the parity tests show, change no result. */
const PATCHES: readonly (readonly [from: string, to: string])[] = [
  // Each file of the compiler imports TypeScript by copying its 3000 names as getters: inheriting does as well.
  [
    "    var __toESM2 = (mod, isNodeMode, target) => (target",
    "    var __toESM2 = (mod) => Object.create(mod), unused = (mod, isNodeMode, target) => (target",
  ],
  [
    "__reExport(devicescript_exports, __toESM2(require_devicescript_interop_node2()), module2.exports);",
    "Object.setPrototypeOf(module2.exports, require_devicescript_interop_node2());",
  ],
  // Type-checks only what can have errors; see CompilerHost.isPristine. What the compiler itself declares for the
  // project's services is a global script, but a clash in it shows in the check of that file.
  [
    "addDiags(() => program2.getSemanticDiagnostics());",
    `addDiags(() => {
        const own = program2.getSourceFiles().filter((f) => !isPristine(f.fileName));
        const reaches = (f) => f.fileName !== "${OWN_DECLARATIONS}" && (!f.externalModuleIndicator || f.moduleAugmentations.length);
        return own.some(reaches)
          ? program2.getSemanticDiagnostics()
          : own.flatMap((f) => program2.getSemanticDiagnostics(f));
      });`,
  ],
  // Parsing and binding what has not changed takes a fifth of a compilation.
  [
    `        return ts.createSourceFile(
          fileName,
          text,
          languageVersion,
          setParentNodes
        );`,
    `        return keptSources.file(fileName, text, () => ts.createSourceFile(
          fileName,
          text,
          languageVersion,
          setParentNodes
        ));`,
  ],
  // The one that objects to more: TypeScript 4.9 says nothing of `import "./typo"`, whose file would not run.
  [
    "if (importClause && !checkGrammarImportClause(importClause)) {",
    `if (!importClause && !ts6.getResolvedModule(ts6.getSourceFileOfNode(node), node.moduleSpecifier.text))
                  resolveExternalModuleName(node, node.moduleSpecifier);
                if (importClause && !checkGrammarImportClause(importClause)) {`,
  ],
  written("node", "_devsIsTopLevel", "true"),
  written("s", "__ds_cell", "cell"),
  written("ee", "__ds_folded", "null"),
  written("sf", "__ds_srcidx", "idx"),
  written("decl", "__ds_const_val", "{"),
  written("d0", "__ds_const_val", "folded"),
  // The host has computed them already, for the same configuration.
  ["this.prelude = preludeFiles2(cfg);", "this.prelude = host.prelude;"],
  // A symbol's name never changes during a compilation, but spelling it out creates a whole printer each time.
  [
    "      symName(sym) {\n",
    `      symName(sym) {
        this.symNames ??= new Map();
        if (!this.symNames.has(sym)) this.symNames.set(sym, this.spellSymName(sym));
        return this.symNames.get(sym);
      }
      spellSymName(sym) {\n`,
  ],
];

/** A write onto a node or symbol, which is taken back before the next compilation. */
function written(object: string, key: string, value: string): readonly [from: string, to: string] {
  return [`${object}.${key} = ${value}`, `keptSources.marked(${object}, "${key}").${key} = ${value}`];
}

/** SHA-256 of the carved text, hex: changes with the bundle, and with what is cut out and patched here. */
const CARVED_SHA256 = "49a7fe189f97ea61ae082599c7017a1d5fbaf6cf7211f0535bc0fd28388256ac";

function applyPatch(text: string, [from, to]: readonly [string, string]): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the bundle has "${from}" ${parts.length - 1} times, not once`);
  return parts.join(to);
}

/** Runs `action` and takes back the global variables that it sets. */
function withoutNewGlobals<T>(names: readonly string[], action: () => T): T {
  const globals = globalThis as Record<string, unknown>;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globals, name));
  try {
    return action();
  } finally {
    names.forEach((name, i) => {
      delete globals[name];
      if (before[i]) Object.defineProperty(globals, name, before[i]);
    });
  }
}
