/** Published package: which files it has, how large it is, with which types, and what installing it runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { normalize } from "node:path/posix";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { REPOSITORY } from "./cli/cli.ts";
import { blocksOf } from "./cli/transcript.ts";
import { tempFolder } from "./compile/temp-project.ts";

/** Of a package-lock.json. */
interface LockEntry {
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Of a CycloneDX document. */
interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly { readonly content: string }[];
  readonly properties: readonly Property[];
}

interface Property {
  readonly name: string;
  readonly value: string;
}

/** Docs state these as "about 2 MB" and "6.6 MB". */
const MOST_BYTES = { packed: 2_200_000, unpacked: 6_800_000 };

/** The folders and files at the top of the package. */
const TOP = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "action.yml",
  "boards",
  "devs",
  "dist",
  "docs",
  "package.json",
  "schema",
  "services",
  "templates",
];

/** Pages with configs and policies. */
const PROGRAMMED = ["README.md", "docs/configuration.md", "docs/custom-servers.md", "docs/own-encodings.md"];

/** Installs that run a script unless told not to; they work without it, from prebuilt binaries. */
const RUN_ON_INSTALL = [
  "node_modules/@devicescript/cli/node_modules/@serialport/bindings-cpp",
  "node_modules/@serialport/bindings-cpp",
];

const [packed] = JSON.parse(run("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"])) as Packed[];
const paths = new Set(packed.files.map(({ path }) => path));

describe("the package", () => {
  it("has the program, its documentation and what firmware imports, and nothing else", () => {
    const tops = new Set([...paths].map((path) => path.split("/")[0]));
    expect(TOP.filter((name) => !tops.has(name))).toEqual([]);
    expect([...tops].filter((name) => !TOP.includes(name))).toEqual([]);
  });

  it("has no tests but those for new projects, and no benches, maps, build state or hidden files", () => {
    const unwanted = /^(?!templates\/).*\.test\.|^test\/|bench|\.map$|\.tsbuildinfo$|(^|\/)\.(?!d\.ts)/;
    expect([...paths].filter((path) => unwanted.test(path))).toEqual([]);
  });

  it("is as small as the documentation says", () => {
    expect(packed.size).toBeLessThan(MOST_BYTES.packed);
    expect(packed.unpackedSize).toBeLessThan(MOST_BYTES.unpacked);
  });

  it("has whatever its pages link to", () => {
    const broken = [...paths]
      .filter((path) => path.endsWith(".md"))
      .flatMap((page) =>
        links(page)
          .filter((target) => ![...paths].some((path) => path === target || path.startsWith(`${target}/`)))
          .map((target) => `${page} → ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it("has pages whose links lead to a heading where they name one", () => {
    const pages = [...paths].filter((path) => path.endsWith(".md"));
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!\w+:)([^)#\s]*\.md)?#([^)\s]+)\)/g)]
        .filter(
          ([, target, anchor]) =>
            !anchors(target === undefined ? page : join(page, "..", target)).has(anchor),
        )
        .map(([link]) => `${page} ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("has types that hold under strict checks, in Node's ESM and with a bundler, and for what the pages show", () => {
    const shown = PROGRAMMED.flatMap((page) => blocksOf(page)).filter(({ language }) => language === "ts");
    const fileOf = (text: string, i: number) =>
      text.includes("defineConfig") ? "tightlip.config.ts" : `policy-${i}.ts`;
    const pages = Object.fromEntries(shown.map(({ text }, i) => [fileOf(text, i), text]));
    const root = tempFolder({
      "use.ts": [
        'import { definePolicy, type Policy, play, scenario } from "tightlip";',
        'import { appliance, home, test } from "tightlip/vitest";',
        'import { expect } from "vitest";',
        'export const policy: Policy = definePolicy({ scenarios: [scenario("s").wait("1s")] });',
        "// @ts-expect-error: there is no such profile",
        'definePolicy({ profile: "lax" });',
        'export const log: readonly string[] = play("main.ts", { for: "30s" }).log;',
        'test("keeps", async () => {',
        '  const kettle = await appliance("main.ts");',
        "  await kettle.provision(home);",
        "  expect(kettle).toKeepSecrets();",
        "});",
      ].join("\n"),
      ...pages,
      "node.json": consumer("NodeNext", "NodeNext", Object.keys(pages)),
      "bundler.json": consumer("ESNext", "Bundler", Object.keys(pages)),
    });
    mkdirSync(join(root, "node_modules"));
    symlinkSync(REPOSITORY, join(root, "node_modules/tightlip"));
    for (const name of ["vitest", "@types"])
      symlinkSync(join(REPOSITORY, "node_modules", name), join(root, "node_modules", name));

    for (const config of ["node.json", "bundler.json"])
      expect(run(join(REPOSITORY, "node_modules/.bin/tsc"), ["-p", join(root, config)])).toBe("");
  });
});

describe("installing", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };

  it("runs no script of the package's own", () => {
    const { scripts } = JSON.parse(read("package.json"));
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it("needs none of others: what has one has binaries as well", () => {
    const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([path]) => path)).toEqual(RUN_ON_INSTALL);
    for (const path of RUN_ON_INSTALL)
      for (const platform of ["linux-x64", "linux-arm64", "darwin-x64+arm64", "win32-x64"])
        expect(existsSync(join(REPOSITORY, path, "prebuilds", platform))).toBe(true);
  });

  it("takes every package by its hash, for every platform, from whichever registry is set", () => {
    const entries = Object.entries(lock.packages).filter(
      ([path, { link, inBundle }]) => path.includes("node_modules/") && !link && !inBundle,
    );
    expect(entries.length).toBeGreaterThan(300);
    expect(entries.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""))).toEqual([]);
    expect(Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
  });

  it("is listed in the bill of materials, each part with version and hash, development's marked", () => {
    const { components } = JSON.parse(run("npm", ["run", "--silent", "sbom"])) as { components: Component[] };
    const installed = components.filter(({ properties }) => !properties.some(isDevelopment));
    const names = new Set(installed.map(({ name }) => name));
    const { dependencies } = JSON.parse(read("package.json"));
    expect(Object.keys(dependencies).filter((name) => !names.has(name))).toEqual([]);
    expect(names).not.toContain("vitest");
    for (const { version, hashes } of installed) {
      expect(version).toMatch(/^\d/);
      expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
    }
  });
});

describe("the workflows", () => {
  const ci = parse(read(".github/workflows/ci.yml"));
  const release = parse(read(".github/workflows/release.yml"));

  it("run everything on each Node that the package says it works with", () => {
    expect(ci.jobs.ci.strategy.matrix.node).toEqual([20, 22, 24]);
    expect(ci.jobs.ci.steps.at(-1).run).toBe(".ci/run");
    expect(JSON.parse(read("package.json")).engines.node).toBe(">=20.19");
  });

  it("publish with provenance, without a stored token, and only what CI passes", () => {
    const { permissions, steps } = release.jobs.publish;
    expect(permissions).toEqual({ contents: "read", "id-token": "write" });
    const commands = steps.map((step: { run?: string }) => step.run ?? "").join("\n");
    expect(commands.indexOf(".ci/run")).toBeLessThan(commands.indexOf("npm publish --provenance"));
    expect(commands).toContain("npm run --silent sbom");
    expect(read(".github/workflows/release.yml")).not.toMatch(/secrets\./);
  });

  it("name each action by the hash of its content", () => {
    const uses = [ci.jobs.ci, release.jobs.publish]
      .flatMap((job) => job.steps as { uses?: string }[])
      .flatMap(({ uses }) => uses ?? []);
    expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});

function isDevelopment({ name, value }: Property): boolean {
  return name === "cdx:npm:package:development" && value === "true";
}

function consumer(module: string, moduleResolution: string, files: readonly string[]): string {
  return JSON.stringify({
    compilerOptions: {
      ...{ module, moduleResolution, target: "ES2022", lib: ["ES2023", "DOM"], types: ["node"] },
      ...{ strict: true, noEmit: true, skipLibCheck: false, allowImportingTsExtensions: true },
    },
    files: ["use.ts", ...files],
  });
}

/** Files and folders of the repository that a page links to. */
function links(page: string): string[] {
  return [...read(page).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, target]) =>
    normalize(join(page, "..", target)).replace(/\/$/, ""),
  );
}

/** By which a page's headings can be linked to, as GitHub makes them. */
function anchors(page: string): Set<string> {
  const headings = [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), "utf8");
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, {
    cwd: REPOSITORY,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}
