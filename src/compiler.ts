/**
 * The DeviceScript compiler as tightlip knows it, wherever it runs: its code is cut out of `@devicescript/cli`
 * (devicescript.ts) and evaluated by whoever has it, Node or a page.
 */
import type { ServiceSpec } from "../sim/device/image.ts";
import { KeptSources } from "./kept-sources.ts";

const BOARD_DECLARATIONS = "node_modules/@devicescript/core/src/devicescript-boards.d.ts";
export const OWN_DECLARATIONS = "node_modules/@devicescript/core/src/devicescript-own.d.ts";

/** Functions the compiler calls in its host. The compiler composes the file names. */
export interface CompilerHost {
  write(file: string, content: string | Uint8Array): void;
  /** Throws when there is no such file: the compiler probes many places. */
  read(file: string): string;
  resolvePath(file: string): string;
  relativePath(file: string): string;
  log(message: string): void;
  /** True: diagnostics without colour codes. */
  isBasicOutput(): boolean;
  error(diagnostic: RawDiagnostic): void;
  getFlags(): Record<string, boolean>;
  getConfig(): ResolvedConfig;
  /** {@link Compiler.libraries}, with {@link Compiler.declarations} for that configuration. */
  readonly prelude: Readonly<Record<string, string>>;
  /** Throws when the VM would refuse the bytecode. */
  verifyBytecode(bytecode: Uint8Array): void;
  /**
   * Test for an unchanged file of DeviceScript itself. Such files type-check under the pinned
   * bundle, so their check is skipped unless the program has code that could change their meaning:
   * global scripts and module augmentations.
   */
  isPristine(file: string): boolean;
}

/** A diagnostic as the compiler reports it; positions are 1-based. */
export interface RawDiagnostic {
  /** 0 warning, 1 error, 2 suggestion, 3 message. */
  readonly category: number;
  readonly code: number;
  readonly file?: { readonly fileName: string };
  readonly filename: string;
  readonly line: number;
  readonly column: number;
  readonly messageText: string | MessageChain;
}

export interface MessageChain {
  readonly messageText: string;
  readonly next?: readonly MessageChain[];
}

/** Boards, services and image texts that the project adds to the compiler's own. */
export interface LocalConfig {
  /** `@name`, `@version`: written into the image. */
  hwInfo: Record<string, string>;
  pkgJson?: PackageJson;
  addServices: FullServiceSpec[];
  addBoards: BoardConfig[];
}

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly devicescript?: { readonly library?: boolean; readonly bundle?: boolean };
}

export interface ResolvedConfig extends LocalConfig {
  readonly boards: Readonly<Record<string, BoardConfig>>;
  readonly archs: Readonly<Record<string, ArchConfig>>;
  readonly services: readonly FullServiceSpec[];
}

/** A service specification with what the bundle knows beyond {@link ServiceSpec}. */
export interface FullServiceSpec extends ServiceSpec {
  /** False for a project's own services, absent for the catalog's. */
  catalog?: boolean;
  /** Errors from the parser of service files. */
  readonly errors?: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** Flash store of a board, for programs and settings. */
interface StoreConfig {
  readonly flashPageSize?: number;
  readonly fstorPages?: number;
}

/** A chip family. */
export interface ArchConfig extends StoreConfig {
  readonly id: string;
}

/** `boards/*.board.json`; the fields that are read here. */
export interface BoardConfig extends StoreConfig {
  id?: string;
  readonly archId?: string;
  readonly devName?: string;
  readonly productId?: string | number;
}

/** The outcome of a compilation. Without `binary` there were errors. */
export interface CompilerResult {
  readonly success: boolean;
  readonly binary?: Uint8Array;
  /** The content of `bytecode-dbg.json`. */
  readonly dbg?: FullDebugInfo;
  readonly settings?: Readonly<Record<string, Uint8Array | undefined>>;
}

export interface FullDebugInfo {
  readonly functions: readonly { readonly name: string; readonly startpc: number; readonly size: number }[];
  readonly specs: readonly { readonly name: string; readonly classIdentifier: number }[];
  readonly srcmap: readonly number[];
  readonly sources: readonly { readonly path: string; readonly length: number; readonly text?: string }[];
  binarySHA256?: string;
}

export interface Compiler {
  /**
   * Compiles the program whose entry is `mainFile`, as the host's `read` knows it. Throws {@link CompilerTimeout}
   * when it takes too long.
   */
  compile(mainFile: string, host: CompilerHost): CompilerResult;
  resolveConfig(local?: LocalConfig): ResolvedConfig;
  /**
   * DeviceScript's own libraries, by `node_modules/@devicescript/…` name, with declarations of the catalog's
   * services and boards. Declaration files come without the documentation in them, which takes as long to parse
   * as everything else.
   */
  libraries(): Readonly<Record<string, string>>;
  /**
   * Declarations of a project's own services and boards, by name like {@link libraries}. Stock has them in the
   * same files as the catalog's; apart, only they need a type check.
   */
  declarations(local: LocalConfig): Readonly<Record<string, string>>;
  /** Objections to a board's pin assignments. */
  pinErrors(arch: ArchConfig, board: BoardConfig): readonly string[];
  /** Parses a `services/*.md`; `known` has the services that it may extend, by short id. */
  parseServiceSpec(
    markdown: string,
    known: Readonly<Record<string, FullServiceSpec>>,
    file: string,
  ): FullServiceSpec;
  /** A service's constants as source text of a language. */
  serviceConstants(spec: FullServiceSpec, language: "ts" | "c"): string;
  parseJson5(text: string): unknown;
  /** Bytecode as DeviceScript's own disassembler reads it. */
  readProgram(bytecode: Uint8Array): ReadProgram;
}

/** A program as DeviceScript's own disassembler reads it; the parts that tests compare with ours. */
export interface ReadProgram {
  readonly functions: readonly ReadFunction[];
  readonly asciiTable: readonly string[];
  readonly utf8Table: readonly string[];
  readonly floatTable: ArrayLike<number>;
  readonly numGlobals: number;
  readonly numSpecs: number;
}

interface ReadFunction {
  readonly name: string;
  /** Offset of its code, bytes from the start of the bytecode. */
  readonly imgOffset: number;
  readonly numArgs: number;
  readonly numSlots: number;
  readonly flags: number;
  parseBytecode(throwOnError: boolean): readonly ReadStatement[];
}

/** An operation with its operands; the number is that which follows the opcode. */
export interface ReadOperation {
  readonly opcode: number;
  readonly intArg?: number;
  readonly args?: readonly ReadOperation[];
}

export interface ReadStatement extends ReadOperation {
  /** From the start of the function. */
  readonly pc: number;
  readonly pcEnd: number;
  readonly jmpTrg?: ReadStatement;
}

/** A program that the compiler is not done with in time: types and expressions can be made so. */
export class CompilerTimeout extends Error {
  override readonly name = "CompilerTimeout";
}

/** Value that the carved code returns. */
export interface Carved {
  readonly compiler: {
    compileWithHost(mainFile: string, host: CompilerHost): CompilerResult;
    resolveBuildConfig(local?: LocalConfig): ResolvedConfig;
    preludeFiles(config: ResolvedConfig): Record<string, string>;
    /** Null for a service that firmware can't use. */
    specToDeviceScript(spec: FullServiceSpec): string | null;
    pinsInfo(arch: ArchConfig, board: BoardConfig): { readonly errors: readonly string[] };
    parseJSON5(text: string): unknown;
    /** DeviceScript's own reader of bytecode. */
    readonly Image: new (
      bytecode: Uint8Array,
    ) => ReadProgram;
  };
  parseServiceSpecificationMarkdownToJSON(
    markdown: string,
    known: Readonly<Record<string, FullServiceSpec>>,
    file: string,
  ): FullServiceSpec;
  converters(): Record<"ts" | "c", (spec: FullServiceSpec) => string>;
}

type CarvedArguments = readonly [
  console: Readonly<Record<string, () => void>>,
  isPristine: (file: string) => boolean,
  sources: KeptSources,
];

/** The carved code: a function that has the names which the code takes for Node's. */
export type CarvedFunction = (
  require: (module: string) => unknown,
  filename: string,
  dirname: string,
  ...given: CarvedArguments
) => Carved;

/**
 * The compiler that the carved code makes. `load` evaluates that code and calls it with what it gets here; `run` is where
 * each compilation happens, for whoever limits its time.
 */
export function compilerOf(
  load: (...given: CarvedArguments) => Carved,
  run: <T>(compilation: () => T) => T,
): Compiler {
  let isPristine: CompilerHost["isPristine"] = () => false;
  const sources = new KeptSources();
  const carved = load(SILENT_CONSOLE, (file) => isPristine(file), sources);
  let libraries: Record<string, string> | undefined;
  return {
    compile(mainFile, host) {
      isPristine = host.isPristine;
      sources.begin();
      try {
        return run(() => carved.compiler.compileWithHost(mainFile, host));
      } finally {
        isPristine = () => false;
      }
    },
    resolveConfig: (local) => carved.compiler.resolveBuildConfig(local),
    libraries() {
      libraries ??= withoutDocs(carved.compiler.preludeFiles(carved.compiler.resolveBuildConfig()));
      return libraries;
    },
    declarations: (local) => ownDeclarations(carved.compiler, local),
    pinErrors: (arch, board) => carved.compiler.pinsInfo(arch, board).errors,
    parseServiceSpec: (markdown, known, file) =>
      carved.parseServiceSpecificationMarkdownToJSON(markdown, known, file),
    serviceConstants: (spec, language) => carved.converters()[language](spec),
    parseJson5: (text) => carved.compiler.parseJSON5(text),
    readProgram: (bytecode) => new carved.compiler.Image(bytecode),
  };
}

/** The bundle prints debugging text that would spoil machine-readable output. */
const SILENT_CONSOLE: CarvedArguments[0] = { log() {}, debug() {}, info() {}, warn() {}, error() {} };

function ownDeclarations(compiler: Carved["compiler"], local: LocalConfig): Record<string, string> {
  if (local.addServices.length + local.addBoards.length === 0) return {};
  const services = local.addServices.map((spec) => compiler.specToDeviceScript(spec) ?? "").join("\n");
  const boards = Object.fromEntries(local.addBoards.map((board) => [board.id, board]));
  const { [BOARD_DECLARATIONS]: ofBoards } = compiler.preludeFiles({
    ...compiler.resolveBuildConfig(),
    boards,
  });
  return { [OWN_DECLARATIONS]: `declare module "@devicescript/core" {\n${services}\n}\n${ofBoards}` };
}

function withoutDocs(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      name.endsWith(".d.ts") ? text.replace(DOC_COMMENT, keepTagged) : text,
    ]),
  );
}

const DOC_COMMENT = /\/\*\*(?:[^*]|\*(?!\/))*\*\//g;

/** Tags such as `@devsNative` mean something to the compiler; of other comments only their extent is left. */
function keepTagged(comment: string): string {
  if (comment.includes("@devs")) return comment;
  const lines = comment.split("\n");
  return "\n".repeat(lines.length - 1) + " ".repeat(lines.at(-1)!.length);
}
