import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { allFiles, tempFolder } from "./compile/temp-project.ts";

const CONTENT = Buffer.from("what was built");
const POSIX = process.platform !== "win32";

/** A process of its own, as far as the key is concerned. */
async function freshCache(dir: string, projects: readonly string[] = []) {
  vi.resetModules();
  const { Cache } = await import("../src/cache.ts");
  const warnings: string[] = [];
  return { cache: new Cache((message) => warnings.push(message), dir, projects), warnings };
}

let home: string;
beforeEach(() => {
  home = tempFolder();
  vi.stubEnv("XDG_DATA_HOME", home);
  vi.stubEnv("TIGHTLIP_CACHE_KEY", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});
/** Moves a file away and puts a link to it where it was. */
function linkTo(elsewhere: string, file: string): void {
  renameSync(file, elsewhere);
  symlinkSync(elsewhere, file);
}

function pipeAt(file: string): void {
  rmSync(file);
  execFileSync("mkfifo", ["-m", "600", file]);
}

const keyFile = () => join(home, "tightlip", "cache.key");

describe("what is in the cache", () => {
  it("counts in a later process of the same user", async () => {
    const dir = tempFolder();
    (await freshCache(dir)).cache.put("builds/x", "label", CONTENT);
    const { cache, warnings } = await freshCache(dir);
    expect(cache.get("builds/x", "label")).toEqual(CONTENT);
    expect(cache.get("builds/x", "another label")).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(readFileSync(keyFile()).length).toBe(32);
    expect(statSync(keyFile()).mode & 0o777).toBe(POSIX ? 0o600 : statSync(keyFile()).mode & 0o777);
    expect([...allFiles(dir).keys()]).toEqual(["builds/x"]);
  });

  it("does not count when somebody else has put it there, whatever they know but the key", async () => {
    const dir = tempFolder();
    const { cache } = await freshCache(dir);
    cache.put("builds/x", "label", CONTENT);
    const evil = Buffer.from("what leaks");
    const seals = [
      createHash("sha256").update("label").update("\0").update(evil).digest(),
      readFileSync(join(dir, "builds/x")).subarray(0, 32),
      Buffer.alloc(32),
    ];
    for (const seal of seals) {
      writeFileSync(join(dir, "builds/x"), Buffer.concat([seal, evil]));
      expect(cache.get("builds/x", "label")).toBeUndefined();
    }
  });

  it("does not count under another name, where an attacker may move it", async () => {
    const dir = tempFolder();
    const { cache } = await freshCache(dir);
    cache.put("builds/x", "label", CONTENT);
    renameSync(join(dir, "builds/x"), join(dir, "builds/y"));
    expect(cache.get("builds/y", "label")).toBeUndefined();
  });

  it("counts whoever has put it there if its hash is known beforehand", async () => {
    const dir = tempFolder();
    const { cache } = await freshCache(dir);
    writeFileSync(join(dir, "vm"), CONTENT);
    expect(cache.getPinned("vm", createHash("sha256").update(CONTENT).digest("hex"))).toEqual(CONTENT);
    writeFileSync(join(dir, "vm"), "something else");
    expect(cache.getPinned("vm", createHash("sha256").update(CONTENT).digest("hex"))).toBeUndefined();
  });

  it.runIf(POSIX)("is not read through a link, nor waited for in a pipe", async () => {
    const dir = tempFolder();
    const { cache } = await freshCache(dir);
    cache.put("x", "label", CONTENT);
    linkTo(join(dir, "elsewhere"), join(dir, "x"));
    expect(cache.get("x", "label")).toBeUndefined();
    pipeAt(join(dir, "x"));
    expect(cache.get("x", "label")).toBeUndefined();
  });

  it.runIf(POSIX)("is not written through a link", async () => {
    const dir = tempFolder();
    const victim = tempFolder({ file: "mine" });
    const { cache, warnings } = await freshCache(dir);
    symlinkSync(join(victim, "file"), join(dir, "x"));
    symlinkSync(victim, join(dir, "builds"));
    cache.put("x", "label", CONTENT);
    cache.put("builds/x", "label", CONTENT);
    expect([...allFiles(victim)]).toEqual([["file", Buffer.from("mine")]]);
    expect(warnings).toEqual([expect.stringContaining("going on without it")]);
  });
});

describe("the cache's key", () => {
  it("may be a CI server's secret, which forks do not get: theirs count for nothing", async () => {
    const dir = tempFolder();
    vi.stubEnv("TIGHTLIP_CACHE_KEY", "0123456789abcdef-of-the-upstream");
    (await freshCache(dir)).cache.put("x", "label", CONTENT);
    expect((await freshCache(dir)).cache.get("x", "label")).toEqual(CONTENT);
    vi.stubEnv("TIGHTLIP_CACHE_KEY", "");
    expect((await freshCache(dir)).cache.get("x", "label")).toBeUndefined();
    vi.stubEnv("TIGHTLIP_CACHE_KEY", "short");
    const { cache, warnings } = await freshCache(dir);
    expect(cache.get("x", "label")).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("fewer than 16 characters")]);
  });

  it.runIf(POSIX).each<[string, (file: string) => void]>([
    ["others can read it", (file) => chmodSync(file, 0o644)],
    ["it is a link", (file) => linkTo(`${file}.real`, file)],
    ["it is too short", (file) => writeFileSync(file, "short")],
    ["it is a pipe", pipeAt],
  ])("is not used when %s; the cache then serves its process only", async (_, damage) => {
    const dir = tempFolder();
    (await freshCache(dir)).cache.put("x", "label", CONTENT);
    damage(keyFile());
    const { cache, warnings } = await freshCache(dir);
    expect(cache.get("x", "label")).toBeUndefined();
    cache.put("x", "label", CONTENT);
    expect(cache.get("x", "label")).toEqual(CONTENT);
    expect(warnings).toEqual([expect.stringMatching(/keeps nothing from run to run: .*remove it/)]);
  });

  it("is not kept inside the cache, where who fills the cache could choose it", async () => {
    const dir = tempFolder();
    vi.stubEnv("XDG_DATA_HOME", dir);
    const { cache, warnings } = await freshCache(dir);
    cache.put("x", "label", CONTENT);
    expect(warnings).toEqual([expect.stringContaining("lies where others may write")]);
    expect(readdirSync(dir)).toEqual(["x"]);
  });

  it("is one for all processes that make it at the same moment", async () => {
    const dir = tempFolder();
    const script = `import { Cache } from ${JSON.stringify(new URL("../src/cache.ts", import.meta.url).href)};
new Cache(undefined, ${JSON.stringify(dir)}).put(process.argv[2], "label", Buffer.from("x"));`;
    const file = join(tempFolder({ "put.mts": script }), "put.mts");
    const { spawn } = await import("node:child_process");
    const ends = ["a", "b", "c", "d"].map(
      (name) =>
        new Promise((done) =>
          spawn(process.execPath, ["--import", import.meta.resolve("jiti/register"), file, name], {
            env: process.env,
          }).on("close", done),
        ),
    );
    expect(await Promise.all(ends)).toEqual([0, 0, 0, 0]);
    const { cache } = await freshCache(dir);
    for (const name of ["a", "b", "c", "d"]) expect(cache.get(name, "label")?.toString()).toBe("x");
    expect(readdirSync(join(home, "tightlip"))).toEqual(["cache.key"]);
  });
});

describe("a cache folder", () => {
  it.each([".git/HEAD", "package.json"])("inside a project (%s) is not used", async (marker) => {
    const project = tempFolder({ [marker]: "{}" });
    const dir = join(project, ".cache", "tightlip");
    mkdirSync(dir, { recursive: true });
    const outside = await freshCache(dir);
    outside.cache.put("x", "label", CONTENT);
    const { cache, warnings } = await freshCache(dir, [join(project, "src")]);
    expect(cache.get("x", "label")).toBeUndefined();
    cache.put("y", "label", CONTENT);
    cache.drop("x");
    expect(readdirSync(dir)).toEqual(["x"]);
    expect(warnings).toEqual([expect.stringContaining("inside the project")]);
  });

  it.runIf(POSIX)("that a link outside leads to inside a project is not used either", async () => {
    const project = tempFolder({ "package.json": "{}", "cache/file": "" });
    const link = join(tempFolder(), "link");
    symlinkSync(join(project, "cache"), link);
    const { warnings } = await freshCache(link, [project]);
    expect(warnings).toEqual([expect.stringContaining("inside the project")]);
  });

  it.runIf(POSIX && process.getuid!() === 0)("that belongs to another user is not used", async () => {
    const dir = tempFolder();
    (await freshCache(dir)).cache.put("x", "label", CONTENT);
    const { chownSync } = await import("node:fs");
    chownSync(dir, 12_345, 12_345);
    const { cache, warnings } = await freshCache(dir);
    expect(cache.get("x", "label")).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("belongs to another user")]);
  });
});
