import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Cache } from "../../src/cache.ts";
import { buildImage } from "../../src/compile/build.ts";
import { BuildFailed } from "../../src/compile/build-failed.ts";
import { formatDiagnostic } from "../../src/compile/diagnostics.ts";
import { UserError } from "../../src/user-error.ts";
import { emptyCache, tempFolder, tempProject } from "./temp-project.ts";

const HELLO = 'console.log("hello")\nexport {}\n';
const SERVICE = `# Door Bell

    identifier: 0x1f1dc7d6

Somebody is there.

## Events

    event ring @ 0x80

Somebody rang.
`;

describe("an image", () => {
  it("carries the program's name, the sources and the specifications that it uses", () => {
    const root = tempProject({
      "package.json": JSON.stringify({ name: "porch", version: "1.0.0" }),
      "services/doorbell.md": SERVICE,
      "src/main.ts": `import * as ds from "@devicescript/core"
const bell = new ds.DoorBell()
bell.ring.subscribe(async () => console.log("ring"))
`,
    });
    const { image, main } = buildImage(join(root, "src/main.ts"), { cache: emptyCache() });
    expect(main).toBe("src/main.ts");
    expect(image.name).toBe("porch");
    expect(image.debug.sources.map(({ path }) => path)).toContain("src/main.ts");
    const bell = image.services.find(({ classIdentifier }) => classIdentifier === 0x1f1dc7d6);
    expect(bell).toMatchObject({ name: "Door Bell", shortId: "doorbell", camelName: "doorBell" });
    expect(bell?.packets.map(({ kind, name, identifier }) => [kind, name, identifier])).toContainEqual([
      "event",
      "ring",
      0x80,
    ]);
    expect(image.services.length).toBe(image.debug.specs.length);
  });

  it("is named after its entry when that is not main.ts", () => {
    const root = tempProject({ "package.json": '{ "name": "house" }', "src/door/lock.ts": HELLO });
    expect(buildImage(join(root, "src/door/lock.ts"), { cache: emptyCache() }).image.name).toBe(
      "house door/lock",
    );
  });

  it("has the settings of .env.defaults and .env.local beside the bytecode, not in it", () => {
    const files = { "src/main.ts": HELLO };
    const plain = build(tempProject(files)).image;
    const root = tempProject({ ...files, ".env.defaults": "a=1\nb=two", ".env.local": "b=2\nc=" });
    const { image } = build(root);
    expect(text(image.settings)).toEqual({ a: "1", b: "2" });
    expect(image.sha256).toBe(plain.sha256);
  });

  it("is the same wherever the project is, whether or not its libraries were unpacked", () => {
    const files = { "package.json": '{ "name": "a" }', "src/main.ts": FETCHES };
    const first = build(tempProject(files)).image;
    const second = build(
      tempProject({ ...files, "node_modules/@devicescript/net/src/fetch.ts": "stale, and ignored" }),
    ).image;
    expect(second).toEqual(first);
  });

  it("carries @version only when it is built for release, in a git repository", () => {
    const root = tempProject({ "package.json": '{ "name": "a", "version": "1.0.0" }', "src/main.ts": HELLO });
    const cache = emptyCache();
    const plain = build(root, cache).image;
    writeFileSync(join(root, ".git"), "not a repository that git can read");
    expect(build(root, cache).image.sha256).toBe(plain.sha256);
    const { image } = buildImage(join(root, "src/main.ts"), { cache, forRelease: true });
    expect(Buffer.from(image.bytecode).toString("latin1")).toMatch(
      /v1\.0\.1--20\d\d\.\d\d\.\d\d\.\d\d\.\d\d/,
    );
    expect(Buffer.from(plain.bytecode).toString("latin1")).not.toContain("v1.0.1");
  });
});

describe("what is not a firmware in a project is refused with exit code 2", () => {
  it("no such file", () => {
    expectUserError("nowhere/main.ts", /nowhere\/main\.ts: no such file/);
  });

  it("a folder", () => {
    expectUserError(tempProject({}), /is a folder/);
  });

  it("not TypeScript", () => {
    expectUserError(join(tempProject({ "main.js": "" }), "main.js"), /is not TypeScript/);
  });

  it("no devsconfig.json anywhere above", () => {
    expectUserError(join(tempFolder({ "src/main.ts": HELLO }), "src/main.ts"), /devsconfig\.json/);
  });

  it("an unknown board", () => {
    const root = tempProject({ "src/main.ts": HELLO });
    const cache = emptyCache();
    const tryBoard = (board: string) => buildImage(join(root, "src/main.ts"), { cache, board });
    expect(() => tryBoard("esp32c3_bear")).toThrow(
      /unknown board "esp32c3_bear"\. Did you mean "esp32c3_bare"\?/,
    );
    expect(() => tryBoard("esp32c3_bear")).toThrow(UserError);
    expect(tryBoard("esp32s2_bare").image.name).toBe("");
  });

  function expectUserError(file: string, message: RegExp) {
    expect(() => buildImage(file, { cache: emptyCache() })).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  }
});

describe("source that does not compile", () => {
  it("is reported once a place, with position, frame and hint, and exit code 3", () => {
    const error = failure({
      "src/main.ts": "export {}\nawait fetch('https://example.com')\nconst n: number = 'x'\n",
    });
    expect(error.exitCode).toBe(3);
    expect(error.message).toBe(
      "src/main.ts: did not build: src/main.ts:2:7: Cannot find name 'fetch'. (and 1 more)",
    );
    expect(error.diagnostics).toEqual([
      {
        severity: "error",
        file: "src/main.ts",
        line: 2,
        column: 7,
        code: "TS2304",
        message: "Cannot find name 'fetch'.",
        frame: expect.stringContaining("> 2 | await fetch('https://example.com')\n    |       ^"),
        hint: expect.stringContaining("@devicescript/net"),
      },
      expect.objectContaining({ line: 3, column: 7, code: "TS2322", hint: null }),
    ]);
    expect(formatDiagnostic(error.diagnostics[0]!)).toMatch(
      /^src\/main\.ts:2:7: Cannot find name 'fetch'\. \(TS2304\)\n[\s\S]*\n {2}Hint: /,
    );
  });

  it("has only its syntax errors reported if it has any", () => {
    const { diagnostics } = failure({ "src/main.ts": "let = 5\nexport {}\n" });
    expect(diagnostics.map(({ code }) => code)).toEqual(["TS1214"]);
  });

  it("shows colour only if asked", () => {
    const files = { "src/main.ts": "const n: number = 'x'\nexport {}\n" };
    const root = tempProject(files);
    const [plain] = failureIn(root, false).diagnostics;
    const [colored] = failureIn(root, true).diagnostics;
    expect(plain!.frame).not.toContain("\u001b");
    expect(colored!.frame).toContain("\u001b");
  });

  it.each([
    [
      "a module that DeviceScript has not",
      'import { x } from "@devicescript/nope"\nx()',
      /no library "nope"; it has core, /,
    ],
    ["a module of Node", 'import fs from "fs"\nfs.x()', /"fs" is not a DeviceScript library/],
    ["a call without await", "async function f() {}\nf()", /call async functions with await/],
    ["a parameter without type", "function f(x) { return x }\nf(1)", /write the parameter's type/],
    ["var", "var x = 1", /use let or const/],
    ["a regular expression", 'console.log(/a/.test("a"))', /no regular expressions/],
  ])("has a hint for %s", (_, source, hint) => {
    const { diagnostics } = failure({ "src/main.ts": `${source}\nexport {}\n` });
    expect(diagnostics.map((d) => d.hint)).toContainEqual(expect.stringMatching(hint));
  });

  it("can be a package without the devicescript section", () => {
    const { diagnostics } = failure({
      "node_modules/left-pad/package.json": '{ "name": "left-pad", "main": "index.ts" }',
      "node_modules/left-pad/index.ts": "export const x = 1\n",
      "src/main.ts": 'import { x } from "left-pad"\nconsole.log(x)\n',
    });
    expect(diagnostics[0]).toMatchObject({
      file: "node_modules/left-pad/package.json",
      hint: expect.stringContaining('"devicescript"'),
    });
  });

  it("can be a board, a service or a package.json", () => {
    const { diagnostics } = failure({
      "package.json": "{ name",
      "boards/mine.board.json": '{ "archId": "esp33" }',
      "boards/dup.board.json": '{ "archId": "esp32", "productId": "0x12345678" }',
      "services/bad.md": "# Bad\n\n    identifier: 0x1f1dc7d6\n\n## Commands\n\n    comand x @ 0x80\n",
      "src/main.ts": HELLO,
    });
    expect(diagnostics.map(({ file, code }) => [file, code])).toEqual([
      ["boards/dup.board.json", "DS9998"],
      ["boards/mine.board.json", "DS9998"],
      ["package.json", "DS9998"],
      ["services/bad.md", "DS9998"],
    ]);
    expect(diagnostics[0]!.message).toBe("invalid productId 0x12345678");
    expect(diagnostics[1]!.message).toMatch(/archId esp33 is invalid; known: .*esp32c3/);
    expect(diagnostics[3]!.line).toBe(7);
  });

  it("can be a setting with too long a name, whose value is not shown", () => {
    const { diagnostics } = failure({
      ".env.defaults": "aVeryLongSettingName=swordfish",
      "src/main.ts": HELLO,
    });
    expect(diagnostics[0]).toMatchObject({ file: ".env.defaults", frame: null });
    expect(JSON.stringify(diagnostics)).not.toContain("swordfish");
  });

  it("may change the meaning of DeviceScript's own declarations, and is still told", () => {
    const { diagnostics } = failure({
      "src/main.ts": `import * as ds from "@devicescript/core"
declare module "@devicescript/core" { interface Role { isBound: string } }
console.log(new ds.Button())
`,
    });
    expect(diagnostics.map(({ file }) => file)).toContainEqual(
      expect.stringMatching(/^node_modules\/@devicescript\/core\//),
    );
  });
});

const FETCHES = `import { fetch } from "@devicescript/net"
console.log((await fetch("https://example.com")).status)
`;

function build(root: string, cache: Cache = emptyCache()) {
  return buildImage(join(root, "src/main.ts"), { cache });
}

function failure(files: Readonly<Record<string, string>>): BuildFailed {
  return failureIn(tempProject(files), false);
}

function failureIn(root: string, color: boolean): BuildFailed {
  try {
    buildImage(join(root, "src/main.ts"), { cache: emptyCache(), color });
  } catch (error) {
    if (error instanceof BuildFailed) return error;
    throw error;
  }
  throw new Error("it did build");
}

function text(settings: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, Buffer.from(value).toString("utf8")]),
  );
}
