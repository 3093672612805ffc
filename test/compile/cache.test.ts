import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Cache } from "../../src/cache.ts";
import { cleanCache } from "../../src/cache-contents.ts";
import { buildImage } from "../../src/compile/build.ts";
import { BuildFailed } from "../../src/compile/build-failed.ts";
import { addFiles, allFiles, emptyCache, tempFolder, tempProject } from "./temp-project.ts";

/** Runs TypeScript in a process of its own. */
const LOADER = import.meta.resolve("jiti/register");
const FILES = {
  "package.json": '{ "name": "lamp" }',
  "src/main.ts": 'import { name } from "./name"\nconsole.log(name)\n',
  "src/name.ts": 'export const name = "lamp"\n',
};

describe("a build of unchanged source", () => {
  afterEach(() => vi.resetModules());

  it("is taken from the cache, equal to the first, without loading the compiler", async () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    const first = build(root, cache);
    expect(first.fromCache).toBe(false);

    vi.resetModules();
    const fresh = await import("../../src/compile/build.ts");
    const { compilerLoaded } = await import("../../src/devicescript.ts");
    const again = fresh.buildImage(join(root, "src/main.ts"), { cache });
    expect(again).toEqual({ ...first, fromCache: true });
    expect(compilerLoaded()).toBe(false);
  });

  it("also gives the files of a release build", () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    const first = buildImage(join(root, "src/main.ts"), { cache, forRelease: true });
    const again = buildImage(join(root, "src/main.ts"), { cache, forRelease: true });
    expect(again).toEqual({ ...first, fromCache: true });
    expect(again.artefacts.length).toBe(6);
  });

  it("has the settings of now", () => {
    const root = tempProject({ ...FILES, ".env.defaults": "a=1" });
    const cache = emptyCache();
    build(root, cache);
    addFiles(root, { ".env.defaults": "a=2", ".env.local": "wifiPass=swordfish" });
    const again = build(root, cache);
    expect(again.fromCache).toBe(true);
    expect(Buffer.from(again.image.settings.a!).toString()).toBe("2");
    expect(again.image.bakedDefaults).toEqual([
      { key: "wifiPass", value: "swordfish", origin: ".env.local", file: ".env.local", line: 1 },
    ]);
  });

  it("is not taken from the cache for another entry of the project", () => {
    const root = tempProject({ ...FILES, "src/other.ts": 'console.log("other")\nexport {}\n' });
    const cache = emptyCache();
    build(root, cache);
    expect(buildImage(join(root, "src/other.ts"), { cache }).image.name).toBe("lamp other");
  });
});

describe("a build is made again", () => {
  it.each<[string, (root: string) => void]>([
    [
      "an imported file has changed",
      (root) => addFiles(root, { "src/name.ts": 'export const name = "bulb"\n' }),
    ],
    [
      "a file appears where an import was looked for first",
      (root) =>
        addFiles(root, {
          "src/name.tsx": 'export const name = "bulb"\n',
          "src/name.ts": 'export const name = "bulb"\n',
        }),
    ],
    ["package.json has changed", (root) => addFiles(root, { "package.json": '{ "name": "bulb" }' })],
    ["package.json is gone", (root) => rmSync(join(root, "package.json"))],
    [
      "a service is added",
      (root) => addFiles(root, { "services/x.md": "# X\n\n    identifier: 0x1f1dc7d6\n\nX.\n" }),
    ],
    [
      "a board is added",
      (root) =>
        addFiles(root, {
          "boards/x.board.json":
            '{ "archId": "esp32", "devName": "x", "productId": "0x3a7b1c2d", "pins": {} }',
        }),
    ],
    [
      "the libraries become the project's own",
      (root) => addFiles(root, { "node_modules/@devicescript/core/CORE_SOURCES.md": "" }),
    ],
  ])("when %s", (_, change) => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    build(root, cache);
    change(root);
    expect(build(root, cache).fromCache).toBe(false);
  });

  it("when an import that was satisfied farther away is satisfied nearer", () => {
    const root = tempProject({
      ...FILES,
      "src/main.ts": 'import { name } from "lib"\nconsole.log(name)\n',
      "node_modules/lib/package.json":
        '{ "name": "lib", "main": "./index.ts", "devicescript": { "library": true } }',
      "node_modules/lib/index.ts": 'export const name = "far"\n',
    });
    const cache = emptyCache();
    const far = build(root, cache);
    addFiles(root, {
      "src/node_modules/lib/package.json":
        '{ "name": "lib", "main": "./index.ts", "devicescript": { "library": true } }',
      "src/node_modules/lib/index.ts": 'export const name = "near"\n',
    });
    const near = build(root, cache);
    expect(near.fromCache).toBe(false);
    expect(near.image.sha256).not.toBe(far.image.sha256);
  });

  it("when the source no longer compiles, and fails", () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    build(root, cache);
    addFiles(root, { "src/name.ts": "export const nome = 1\n" });
    expect(() => build(root, cache)).toThrow(BuildFailed);
  });

  it.each(["flip", "truncate", "empty"])("when the stored image was damaged (%s)", (damage) => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    const { image } = build(root, cache);
    const file = join(cache.dir, "builds", readdirSync(join(cache.dir, "builds"))[0]!);
    const bytes = readFileSync(file);
    bytes[100]! ^= 1;
    writeFileSync(file, damage === "flip" ? bytes : bytes.subarray(0, damage === "empty" ? 0 : 500));
    const again = build(root, cache);
    expect(again.fromCache).toBe(false);
    expect(again.image).toEqual(image);
    expect(build(root, cache).fromCache).toBe(true);
  });

  it("when the cache was deleted", () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    build(root, cache);
    rmSync(cache.dir, { recursive: true });
    expect(build(root, cache).fromCache).toBe(false);
    expect(build(root, cache).fromCache).toBe(true);
  });
});

describe("the cache of builds", () => {
  it("may be unwritable: that is one warning, and work goes on", () => {
    const root = tempProject(FILES);
    const warnings: string[] = [];
    const cache = new Cache((message) => warnings.push(message), join(tempFolder({ file: "" }), "file"));
    expect(build(root, cache).image.name).toBe("lamp");
    expect(build(root, cache).fromCache).toBe(false);
    expect(warnings).toEqual([expect.stringContaining("going on without it")]);
  });

  it("holds no secret, and no hash of one, whatever shape it has in the project", () => {
    const cache = emptyCache();
    const secrets = ["swordfish-source", "swordfish-const", "swordfish-env", "4711"];
    const root = tempProject({
      ...FILES,
      "src/main.ts": `import { readSetting } from "@devicescript/settings"
import { fallback } from "./name"
console.log(await readSetting("token", "swordfish-source"), await readSetting("psk", fallback))
`,
      "src/name.ts": 'export const fallback = "swordfish-const"\n',
      ".env.local": "password=swordfish-env\n",
      ".env.defaults": "pin=4711\n",
    });
    build(root, cache);
    buildImage(join(root, "src/main.ts"), { cache, forRelease: true });
    expect(cachedBuilds(cache)).toEqual([]);

    addFiles(root, { "src/main.ts": FILES["src/main.ts"], "src/name.ts": FILES["src/name.ts"] });
    build(root, cache);
    expect(cachedBuilds(cache).length).toBe(1);
    const hashes = [".env.local", ".env.defaults"].map((file) => sha256(readFileSync(join(root, file))));
    for (const [path, content] of allFiles(cache.dir))
      for (const secret of [...secrets.slice(0, 3), ...hashes])
        expect(content.includes(secret), `${secret} in ${path}`).toBe(false);
    expect(cachedBuilds(cache).some((content) => content.includes("4711"))).toBe(false);
  });

  it("forgets an image whose source has been given a secret", () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    build(root, cache);
    addFiles(root, {
      "src/main.ts":
        'import { readSetting } from "@devicescript/settings"\nawait readSetting("psk", "swordfish")\n',
    });
    build(root, cache);
    expect(cachedBuilds(cache)).toEqual([]);
  });

  it("serves processes that build at the same time, and can be cleaned of all that they made", async () => {
    const root = tempProject(FILES);
    const cache = emptyCache();
    const script = `import { buildImage } from ${JSON.stringify(new URL("../../src/compile/build.ts", import.meta.url))};
const { image } = buildImage(${JSON.stringify(join(root, "src/main.ts"))});
process.stdout.write(image.sha256);`;
    const file = join(tempFolder({ "run.mts": script }), "run.mts");
    const run = () =>
      promisify(execFile)(process.execPath, ["--import", LOADER, file], {
        env: { ...process.env, TIGHTLIP_CACHE: cache.dir },
      });
    const outputs = await Promise.all([run(), run()]);
    const { image, fromCache } = build(root, cache);
    expect(fromCache).toBe(true);
    for (const { stdout } of outputs) expect(stdout).toBe(image.sha256);
    expect([...allFiles(cache.dir).keys()].filter((name) => name.endsWith(".tmp"))).toEqual([]);

    const made = [...allFiles(cache.dir).values()];
    const sizeBytes = made.reduce((sum, content) => sum + content.length, 0);
    expect(cleanCache(cache.dir)).toEqual({ dir: cache.dir, files: made.length, sizeBytes });
    expect(existsSync(cache.dir)).toBe(false);
  });
});

function build(root: string, cache: Cache) {
  return buildImage(join(root, "src/main.ts"), { cache });
}

function cachedBuilds(cache: Cache): Buffer[] {
  return [...allFiles(cache.dir)].filter(([path]) => path.startsWith("builds")).map(([, content]) => content);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
