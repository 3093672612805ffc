/** Builds of projects that somebody hostile has written: what a build reads, shows and waits for. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { buildImage } from "../../src/compile/build.ts";
import { BuildFailed } from "../../src/compile/build-failed.ts";
import { compile } from "../../src/compile/compile.ts";
import { formatDiagnostic } from "../../src/compile/diagnostics.ts";
import { Inputs } from "../../src/compile/inputs.ts";
import { ProjectFiles } from "../../src/compile/project-files.ts";
import { loadCompiler, loadVmModule } from "../../src/devicescript.ts";
import { addFiles, emptyCache, tempFolder, tempProject } from "./temp-project.ts";

const MAIN = 'import { x } from "./x"\nconsole.log(x)\n';
const SECRET = "the-secret-of-somebody-else-4711";

/** Without a byte on the disk. */
function large(path: string): void {
  writeFileSync(path, "");
  truncateSync(path, 5e9);
}

/** All that a failed build shows. */
function shown(root: string, main = "src/main.ts"): string {
  try {
    buildImage(join(root, main), { cache: emptyCache() });
  } catch (error) {
    if (!(error instanceof BuildFailed)) return `${error}`;
    return [error.message, ...error.diagnostics.map(formatDiagnostic)].join("\n");
  }
  return "it did build";
}

describe.skipIf(process.platform === "win32")("a file that a project links to", () => {
  it.each<[string, (root: string) => string]>([
    ["the user's home", () => join(tempFolder({ ".netrc": SECRET }), ".netrc")],
    ["the kernel's environment of the process", () => "/proc/self/environ"],
    ["the system's accounts", () => "/etc/passwd"],
    ["its own .env.local", (root) => join(root, ".env.local")],
    ["git's configuration, where CI keeps a token", (root) => join(root, ".git/config")],
    [
      "a TypeScript file outside",
      () => join(tempFolder({ "a.ts": `export const x = "${SECRET}" !\n` }), "a.ts"),
    ],
  ])("is not read and not shown when it is %s", (_, to) => {
    vi.stubEnv("CANARY_OF_THE_ENVIRONMENT", SECRET);
    const root = tempProject({
      "package.json": "{}",
      "src/main.ts": MAIN,
      ".env.local": `psk=${SECRET}\n`,
      ".git/config": `[x]\n  token = ${SECRET}\n`,
      "boards/.keep": "",
      "services/.keep": "",
    });
    for (const link of ["src/x.ts", "boards/b.board.json", "services/s.md"]) {
      symlinkSync(to(root), join(root, link));
      const text = shown(root);
      rmSync(join(root, link));
      expect(text).toMatch(/is not read: it (lies outside of the project|leads to what is no source file)/);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain("root:");
    }
    vi.unstubAllEnvs();
  });

  it("is not read as package.json or as settings either", () => {
    const outside = tempFolder({ "p.json": `{ "name": ${SECRET} }`, env: `psk=${SECRET}\n` });
    const root = tempProject({ "src/main.ts": "export {}\n" });
    symlinkSync(join(outside, "p.json"), join(root, "package.json"));
    expect(shown(root)).toMatch(/package\.json.*is not read/);
    rmSync(join(root, "package.json"));
    symlinkSync(join(outside, "env"), join(root, ".env.defaults"));
    expect(shown(root)).toMatch(/\.env\.defaults: is a link, which is not followed/);
  });

  it("is not read when an import names it without a link", () => {
    const outside = tempFolder({ "a.ts": `export const x = "${SECRET}" !\n` });
    const root = tempProject({
      "package.json": "{}",
      "src/main.ts": `import { x } from "${outside}/a"\nconsole.log(x)\n`,
    });
    expect(shown(root)).not.toContain(SECRET);
    expect(shown(root)).toContain("lies outside of the project");
  });

  it("is read where it stays in the project", () => {
    const root = tempProject({
      "package.json": "{}",
      "src/main.ts": MAIN,
      "lib/real.ts": "export const x = 1\n",
    });
    symlinkSync(join(root, "lib/real.ts"), join(root, "src/x.ts"));
    expect(shown(root)).toBe("it did build");
  });

  it("is read up to git's top level: firmware of one repository shares files", () => {
    const repository = tempFolder({ ".git/HEAD": "", "lib/x.ts": "export const x = 1\n" });
    addFiles(join(repository, "kettle"), {
      "devsconfig.json": "{}",
      "package.json": "{}",
      "src/main.ts": 'import { x } from "../../lib/x"\nconsole.log(x)\n',
    });
    expect(shown(join(repository, "kettle"))).toBe("it did build");
  });

  it("is read in pnpm's store, which this machine names and the project does not", () => {
    const store = tempFolder({
      "store/v10/links/lib/package.json":
        '{ "name": "lib", "main": "./index.ts", "devicescript": { "library": true } }',
      "store/v10/links/lib/index.ts": "export const x = 1\n",
    });
    const root = tempProject({ "package.json": "{}", "src/main.ts": MAIN.replace("./x", "lib") });
    mkdirSync(join(root, "node_modules"));
    symlinkSync(join(store, "store/v10/links/lib"), join(root, "node_modules/lib"));
    expect(shown(root)).toContain("lies outside of the project");
    vi.stubEnv("PNPM_HOME", store);
    expect(shown(root)).toBe("it did build");
    vi.unstubAllEnvs();
  });

  it("does not count in the cache's record when it has become a link or a pipe", () => {
    const root = tempProject({
      "package.json": "{}",
      "src/main.ts": MAIN,
      "src/x.ts": "export const x = 1\n",
    });
    const cache = emptyCache();
    const main = join(root, "src/main.ts");
    buildImage(main, { cache });
    expect(buildImage(main, { cache }).fromCache).toBe(true);
    rmSync(join(root, "src/x.ts"));
    execFileSync("mkfifo", [join(root, "src/x.ts")]);
    expect(() => buildImage(main, { cache })).toThrow(BuildFailed);
  });
});

describe.skipIf(process.platform === "win32")("a build does not wait for", () => {
  it.each<[string, (path: string) => void, string]>([
    ["a pipe", (path) => execFileSync("mkfifo", [path]), "is not a plain file"],
    ["a device", (path) => symlinkSync("/dev/zero", path), "lies outside"],
    ["a file of 5 GB", large, "is larger than 4 MB"],
  ])("%s", (_, make, why) => {
    for (const file of ["src/x.ts", "src/main.ts", "package.json", "services/a.md", "boards/a.board.json"]) {
      const root = tempProject({ "src/main.ts": MAIN, "services/.keep": "", "boards/.keep": "" });
      rmSync(join(root, file), { force: true });
      make(join(root, file));
      if (file !== "src/main.ts" || why !== "is not a plain file") expect(shown(root)).toContain(why);
    }
  });

  it("a pipe or 5 GB of settings", () => {
    const root = tempProject({ "src/main.ts": "export {}\n" });
    execFileSync("mkfifo", [join(root, ".env.local")]);
    expect(shown(root)).toContain(".env.local: is not a plain file");
    rmSync(join(root, ".env.local"));
    large(join(root, ".env.local"));
    expect(shown(root)).toContain(".env.local: is larger than 1 MB");
  });

  it("many files that are large together", () => {
    const root = tempProject({ "package.json": "{}" });
    const names = Array.from({ length: 9 }, (_, i) => `x${i}`);
    const big = `/*${"x".repeat(3.9 * 2 ** 20)}*/export const x = 1\n`;
    addFiles(root, Object.fromEntries(names.map((name) => [`src/${name}.ts`, big])));
    addFiles(root, {
      "src/main.ts": names.map((name) => `import { x as ${name} } from "./${name}"\n`).join(""),
    });
    expect(shown(root)).toContain("is one file too many for a build");
  });

  it("a program on which the compiler would work for minutes", () => {
    const root = tempProject({
      "src/main.ts": `const x = ""${" + [1, 2]".repeat(3000)}\nconsole.log(x)\nexport {}\n`,
    });
    const compiler = loadCompiler({ cache: emptyCache(), timeLimitMillis: 2000 });
    const before = process.hrtime.bigint();
    const { success, problems } = compile(
      { root, main: "src/main.ts" },
      { hwInfo: {}, addServices: [], addBoards: [] },
      compiler,
      new Inputs(new ProjectFiles(root)),
      () => loadVmModule(),
    );
    expect(success).toBe(false);
    expect(problems.at(-1)?.message).toBe("the DeviceScript compiler gave up: it takes longer than 2 s");
    expect(Number(process.hrtime.bigint() - before) / 1e9).toBeLessThan(30);
  });
});

describe("a compile error", () => {
  it.each([
    ["a constant's name", 'const apiToken: number = "VALUE"\nconsole.log(apiToken)'],
    ["a field's name", 'const config: { psk: number } = { psk: "VALUE" }\nconsole.log(config)'],
    ["an assignment", 'let x = { password: 1 }\nx.password = "VALUE"'],
    [".env.local", 'const innocent: number = "VALUE"\nconsole.log(innocent)'],
  ])("does not show a value of which %s says that it is a credential", (where, source) => {
    const text = shown(
      tempProject({
        "src/main.ts": `${source.replace("VALUE", SECRET)}\nexport {}\n`,
        ...(where === ".env.local" && { ".env.local": `psk=${SECRET}` }),
      }),
    );
    expect(text).toContain("TS2322");
    expect(text).toMatch(/‹(settings|literal)\./);
    expect(text).not.toContain(SECRET);
  });

  it("shows some of many, and of a long explanation the beginning", () => {
    const deep = (x: number) => `${"T<".repeat(45)}${x}${">".repeat(45)}`;
    const many = Array.from(
      { length: 200 },
      (_, i) => `declare const a${i}: ${deep(i)}\nconst b${i}: ${deep(i + 1)} = a${i}\n`,
    );
    const text = shown(
      tempProject({ "src/main.ts": `type T<X> = { a: X; b: X[] }\n${many.join("")}export {}\n` }),
    );
    expect(text).toMatch(/^.* did not build: .* \(and at least 49 more\)\n/);
    expect(text.length).toBeLessThan(250_000);
  });

  it.each([
    ["sums in sums", `console.log(${Array(3_000).fill("1").join("+")})\n`, null],
    ["brackets in brackets", `console.log(${"(".repeat(20_000)}1${")".repeat(20_000)})\n`, "call stack"],
    ["lists in lists", `const x = ${"[".repeat(5_000)}1${"]".repeat(5_000)}\nconsole.log(x)\n`, "call stack"],
    [
      "a type of a hundred thousand texts",
      `type D = ${[..."0123456789"].map((digit) => `"${digit}"`).join("|")}\nexport const x: \`${"$\u007bD}".repeat(5)}\` = "00000"\n`,
      "too complex to represent",
    ],
    [
      "a type without end",
      'type A<N, R extends 1[] = []> = R["length"] extends N ? R : A<N, [...R, 1]>\nexport const x: A<-1> = []\n',
      "excessively deep",
    ],
  ])("is one line for a program of %s", (_, source, why) => {
    const text = shown(tempProject({ "src/main.ts": `${source}export {}\n` }));
    if (why === null) expect(text).toMatch(/^it did build$|did not build/);
    else expect(text).toMatch(new RegExp(`^.* did not build: .*(${why}|gave up)`));
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });

  it("shows of a long line only its beginning", () => {
    const text = shown(
      tempProject({ "src/main.ts": `const x: number = "${"y".repeat(100_000)}"\nexport {}\n` }),
    );
    expect(text).toContain("TS2322");
    expect(
      Math.max(
        ...text
          .split("\n")
          .filter((line) => line.includes("|"))
          .map(({ length }) => length),
      ),
    ).toBeLessThan(200);
  });
});
