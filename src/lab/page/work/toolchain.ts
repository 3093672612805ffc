/** Compiler, VM and library in the page's worker. */
import { sha256 } from "@noble/hashes/sha2.js";
import type { VmModule } from "../../../../sim/device/vm.ts";
import { toHex } from "../../../../sim/tape/bytes.ts";
import { type BuiltFirmware, compileImage, finishImage } from "../../../compile/image.ts";
import { Inputs } from "../../../compile/inputs.ts";
import { type CarvedFunction, type Compiler, compilerOf } from "../../../compiler.ts";
import { pureCrypto } from "../../../pure-crypto.ts";
import type { Tools } from "../../../tasks/judge.ts";
import type { CheckRequest, Files, Request } from "../protocol.ts";
import { PageFiles } from "./page-files.ts";

declare const self: {
  /** The compiler's script leaves it there. */
  tightlipCompiler?: CarvedFunction;
  importScripts(url: string): void;
};

export class Toolchain {
  readonly tools: Tools;
  readonly version: string;
  private readonly compiler: Compiler;
  private readonly files: Files;

  constructor({ compiler, vm, vmSha256, files, version }: Extract<Request, { kind: "load" }>) {
    this.tools = { vm: compiledVm(vm, vmSha256), crypto: pureCrypto };
    this.compiler = compilerFrom(compiler);
    this.files = files;
    this.version = version;
  }

  /** Modules that come with the compiler, by path. */
  get libraries(): Files {
    return this.compiler.libraries();
  }

  /** Throws BuildFailed. */
  build({ files, main, isOwn }: Pick<CheckRequest, "files" | "main" | "isOwn">): BuiltFirmware {
    const place = new PageFiles(this.files, files, { isOwn, main });
    const project = { root: place.root, main };
    const compiled = compileImage(project, new Inputs(place), this.compiler, () => this.tools.vm);
    return finishImage(project, place, compiled.built, compiled, { sha256: (bytes) => toHex(sha256(bytes)) });
  }
}

function compiledVm(bytes: Uint8Array, vmSha256: string): VmModule {
  return { module: new WebAssembly.Module(bytes as BufferSource), sha256: vmSha256, metered: true };
}

/** Evaluates the compiler's script as one, which needs no `eval`. */
function compilerFrom(script: string): Compiler {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    self.importScripts(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  const carved = self.tightlipCompiler;
  if (carved === undefined) throw new Error("the compiler's script has no compiler in it");
  return compilerOf(
    (...given) => carved(noModule, "compiler.js", "/", ...given),
    (compilation) => compilation(),
  );
}

/** The compiler asks for modules of Node only where it finds itself on Node. */
function noModule(module: string): never {
  throw new Error(`there is no module "${module}" in a page`);
}
