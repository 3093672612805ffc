/**
 * The platform that `sim` and `src/judge` run on: ECMAScript and this part of the WebAssembly JavaScript Interface
 * (W3C), nothing else. tsconfig.pure.json compiles them with it, in place of the types of Node and of browsers, which
 * all other configurations have and so leave this file out.
 */

declare namespace WebAssembly {
  /** Compiled code; opaque. */
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    private readonly compiled: never;
  }

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }

  class Memory {
    private constructor();
    readonly buffer: ArrayBuffer;
  }

  class Global<T extends "i32" = "i32"> {
    private constructor();
    readonly type: T;
    value: number;
  }

  /** Functions that code calls by their number. */
  class Table {
    private constructor();
    readonly length: number;
    get(index: number): ((...args: number[]) => unknown) | null;
    set(index: number, entry: (...args: number[]) => unknown): void;
  }

  /** A trap. */
  class RuntimeError extends Error {}

  type Exports = Record<string, unknown>;
  type Imports = Record<string, Record<string, (...args: number[]) => unknown>>;
}
