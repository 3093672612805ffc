import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { Cache, cacheDir } from "../src/cache.ts";
import { compile as compileProject } from "../src/compile/compile.ts";
import { Inputs } from "../src/compile/inputs.ts";
import { ProjectFiles } from "../src/compile/project-files.ts";
import { DeviceScriptMissing, loadCompiler, loadVmBytes, loadVmModule } from "../src/devicescript.ts";
import { emptyCache, tempFolder, tempProject } from "./compile/temp-project.ts";

const PACKAGE = dirname(createRequire(import.meta.url).resolve("@devicescript/cli/package.json"));
const BUNDLE = join(PACKAGE, "built", "devicescript-cli.cjs");
const HELLO = 'console.log("hello")\nexport {}\n';

describe("the package", () => {
  it("is refused in another version", () => {
    const packageDir = packageWith({ version: "2.16.3" });
    expect(() => loadCompiler({ packageDir, cache: emptyCache() })).toThrow(DeviceScriptMissing);
    expect(() => loadVmBytes({ packageDir, cache: emptyCache() })).toThrow(
      /version 2\.16\.3; tightlip needs @devicescript\/cli 2\.16\.4/,
    );
  });

  it("is refused with a bundle that was changed without changing its size", () => {
    const packageDir = packageWith({ version: "2.16.4", edit: ["verification error", "verification_error"] });
    expect(() => loadCompiler({ packageDir, cache: emptyCache() })).toThrow(/not the published file/);
    expect(() => loadVmBytes({ packageDir, cache: emptyCache() })).toThrow(/not the published file/);
  });

  it("is refused when its bundle is changed after it was used", () => {
    const cache = emptyCache();
    const packageDir = packageWith({ version: "2.16.4" });
    loadCompiler({ packageDir, cache });
    loadCompiler({ packageDir, cache });
    const file = join(packageDir, "built", "devicescript-cli.cjs");
    const text = readFileSync(file, "latin1");
    writeFileSync(file, text.replace("verification error", "verification_error"), "latin1");
    expect(() => loadCompiler({ packageDir, cache })).toThrow(/not the published file/);
  });

  it("is refused with a bundle of another size, even when everything needed is cached", () => {
    const cache = emptyCache();
    loadVmBytes({ cache });
    const packageDir = packageWith({ version: "2.16.4", bundle: "module.exports = {}" });
    expect(() => loadVmBytes({ packageDir, cache })).toThrow(/not the published file/);
  });

  it("is named, with what to do, when it is missing", () => {
    const packageDir = join(tempFolder(), "nowhere");
    expect(() => loadCompiler({ packageDir, cache: emptyCache() })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/npm ci/) }),
    );
  });

  it("leaves no global variable behind", () => {
    const before = Object.keys(globalThis);
    compile(emptyCache());
    expect(Object.keys(globalThis)).toEqual(before);
  });
});

describe("the VM", () => {
  it("is the pinned WebAssembly module", () => {
    const { module, sha256 } = loadVmModule({ cache: emptyCache() });
    expect(sha256).toBe("a56742b09dd4bfe278815676ac94231ed4f8995cee6260818f5d758d8ab6ee1d");
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain("jd_em_process");
  });

  it("is taken from the bundle again when the cached copy was changed", () => {
    const cache = emptyCache();
    const bytes = Buffer.from(loadVmBytes({ cache }));
    flipBytes(cache, /^vm-/, 5000);
    expect(Buffer.from(loadVmBytes({ cache })).equals(bytes)).toBe(true);
  });

  it("is not believed under a seal that fits another content", () => {
    const cache = emptyCache();
    const bytes = Buffer.from(loadVmBytes({ cache }));
    const [name] = readdirSync(cache.dir).filter((file) => file.startsWith("vm-"));
    cache.putPinned(name!, Buffer.from("not the VM"));
    expect(Buffer.from(loadVmBytes({ cache })).equals(bytes)).toBe(true);
  });
});

describe("the compiled compiler in the cache", () => {
  /** A cache that a compilation has filled, and the bytecode of that. */
  let filled: string;
  let bytecode: Uint8Array;
  beforeAll(() => {
    const cache = emptyCache();
    bytecode = compile(cache);
    filled = cache.dir;
  });

  /** The same as a folder of the test's own. */
  function filledCache(): Cache {
    const cache = emptyCache();
    cpSync(filled, cache.dir, { recursive: true });
    return cache;
  }

  it("gives the same bytecode as the one compiled afresh", () => {
    expect(compile(filledCache())).toEqual(bytecode);
  });

  it("is ignored when a byte of it was flipped", () => {
    const cache = filledCache();
    for (const file of [/\.v8$/, /^compiler-[0-9a-f]{16}\.js$/]) {
      flipBytes(cache, file, 100_000);
      expect(compile(cache)).toEqual(bytecode);
    }
  });

  it("is ignored when its text was edited without changing its length", () => {
    const cache = filledCache();
    const file = join(
      cache.dir,
      readdirSync(cache.dir).find((name) => /^compiler-[0-9a-f]{16}\.js$/.test(name))!,
    );
    const text = readFileSync(file, "latin1");
    const edited = text.replaceAll("'var' not allowed", "'var' is allowed!");
    expect(edited).not.toBe(text);
    expect(edited.length).toBe(text.length);
    writeFileSync(file, edited, "latin1");
    expect(compile(cache)).toEqual(bytecode);
    expect(readFileSync(file, "latin1")).toBe(text);
  });

  it("does not run code that somebody else has put there", () => {
    const cache = filledCache();
    const evil = "(function(){ throw new Error('ran') })";
    const names = readdirSync(cache.dir).filter((name) => name.startsWith("compiler"));
    const code = new Script(evil).createCachedData();
    expect(names.length).toBe(2);
    for (const name of names) {
      const content = name.endsWith(".v8") ? code : Buffer.from(evil);
      // Sealed as whoever has read this repository, but not the key, could seal it.
      const seal = createHash("sha256").update(`${name}\0`).update(content).digest();
      writeFileSync(join(cache.dir, name), name.endsWith(".v8") ? Buffer.concat([seal, content]) : content);
    }
    expect(compile(cache)).toEqual(bytecode);
  });
});

describe("a compiler that compiles one version after another", () => {
  it("gives what a fresh one gives, after each edit and each mistake", () => {
    const main = `import { fetch } from "@devicescript/net"
import { LIMIT, Mode, Store } from "./store"
class Both extends Store {
    all = () => this.items.length + LIMIT
}
const both = new Both()
both.add(Mode.Eco)
if (both.all() > LIMIT * 2) await fetch("http://a.example/" + Mode.Full)
`;
    const store = (limit: number, order: string) => `export const LIMIT = ${limit}
export enum Mode { ${order} }
export class Store {
    items: Mode[] = []
    add(mode: Mode) { if (this.items.length < LIMIT) this.items.push(mode) }
}
`;
    const versions = [
      { main, store: store(3, "Eco, Full") },
      { main, store: store(4, "Eco, Full") },
      { main, store: store(4, "Eco, Full").replace("mode: Mode", "mode: string") },
      { main, store: store(4, "Full, Eco") },
      { main: `${main}console.log("one more")\n`, store: store(4, "Full, Eco") },
      { main, store: store(3, "Eco, Full") },
    ];
    const options = { timeLimitMillis: 30_000 };
    const kept = loadCompiler(options);
    for (const version of versions) {
      const root = tempProject({ "main.ts": version.main, "store.ts": version.store });
      const compiled = [kept, loadCompiler(options)].map((compiler) => {
        const inputs = new Inputs(new ProjectFiles(root));
        const project = { root, main: "main.ts" };
        const local = { hwInfo: {}, addServices: [], addBoards: [] };
        const { binary, dbg, problems } = compileProject(project, local, compiler, inputs, loadVmModule);
        return { binary, dbg, problems };
      });
      expect(compiled[0]).toEqual(compiled[1]);
    }
  });
});

describe("the cache folder", () => {
  it("may be unwritable: that is one warning, and work goes on", () => {
    const warnings: string[] = [];
    const blocked = join(tempFolder({ file: "" }), "file", "cache");
    const cache = new Cache((message) => warnings.push(message), blocked);
    expect(compile(cache).length).toBeGreaterThan(0);
    expect(warnings).toEqual([expect.stringMatching(/can't write the cache in .*going on without it/)]);
  });

  it("is the one that TIGHTLIP_CACHE names", () => {
    const before = process.env.TIGHTLIP_CACHE;
    try {
      process.env.TIGHTLIP_CACHE = "/elsewhere";
      expect(cacheDir()).toBe("/elsewhere");
      delete process.env.TIGHTLIP_CACHE;
      expect(cacheDir()).toMatch(/tightlip/);
    } finally {
      if (before !== undefined) process.env.TIGHTLIP_CACHE = before;
    }
  });

  it("keeps its files from other users and leaves no half-written ones", () => {
    const cache = emptyCache();
    chmodSync(cache.dir, 0o755);
    cache.put("folder/file", "label", Buffer.from("content"));
    expect(cache.get("folder/file", "label")?.toString()).toBe("content");
    expect(readdirSync(join(cache.dir, "folder"))).toEqual(["file"]);
  });
});

/** Loads a compiler of its own and compiles a small program. */
function compile(cache: Cache): Uint8Array {
  const compiler = loadCompiler({ cache, packageDir: PACKAGE });
  const project = { root: tempProject({ "src/main.ts": HELLO }), main: "src/main.ts" };
  const local = { hwInfo: {}, addServices: [], addBoards: [] };
  return compileProject(project, local, compiler, new Inputs(new ProjectFiles(project.root)), () =>
    loadVmModule({ cache }),
  ).binary!;
}

interface PackageContents {
  readonly version: string;
  readonly bundle?: string;
  readonly edit?: readonly [from: string, to: string];
}

/** A package folder like the real one, but for some contents. */
function packageWith({ version, bundle, edit }: PackageContents): string {
  const folder = tempFolder({ "package.json": JSON.stringify({ version }) });
  mkdirSync(join(folder, "built"));
  const file = join(folder, "built", "devicescript-cli.cjs");
  if (bundle !== undefined) writeFileSync(file, bundle);
  else if (edit) writeFileSync(file, readFileSync(BUNDLE, "latin1").replace(...edit), "latin1");
  else copyFileSync(BUNDLE, file);
  return folder;
}

function flipBytes(cache: Cache, file: RegExp, at: number): void {
  const [name] = readdirSync(cache.dir).filter((candidate) => file.test(candidate));
  const path = join(cache.dir, name!);
  const bytes = readFileSync(path);
  bytes[at]! ^= 0xff;
  writeFileSync(path, bytes);
}
