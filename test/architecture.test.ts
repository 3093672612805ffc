import { readdirSync, readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import { parse } from "@babel/parser";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** Folders that each folder may import besides itself. `src` stands for the files directly in it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  sim: [],
  "src/judge": ["sim"],
  "src/paths": ["sim"],
  src: ["sim"],
  "src/compile": ["sim", "src"],
  "src/subjects": ["sim", "src", "src/compile", "src/judge"],
  "src/capture": ["sim", "src", "src/compile", "src/judge", "src/subjects"],
  "src/report": [
    "sim",
    "src/paths",
    "src",
    "src/compile",
    "src/judge",
    "src/subjects",
    "src/capture",
    "src/flash",
    "src/monitor",
    "src/setup",
    "src/lesson",
  ],
  "src/flash": ["sim", "src", "src/compile", "src/judge", "src/subjects"],
  "src/provision": ["sim", "src", "src/compile", "src/judge", "src/subjects", "src/flash"],
  "src/monitor": ["sim", "src", "src/compile", "src/judge", "src/subjects", "src/capture", "src/flash"],
  "src/setup": ["sim", "src", "src/compile", "src/judge", "src/subjects", "src/capture", "src/flash"],
  "src/work": ["sim", "src", "src/compile", "src/judge", "src/subjects"],
  "src/lesson": ["sim", "src", "src/compile", "src/judge", "src/subjects"],
  "src/site": ["src", "src/compile"],
  "src/tasks": [
    "sim",
    "src/paths",
    "src",
    "src/compile",
    "src/judge",
    "src/subjects",
    "src/capture",
    "src/flash",
    "src/provision",
    "src/monitor",
    "src/setup",
    "src/lesson",
    "src/report",
    "src/site",
    "src/work",
  ],
  "src/lab": [
    "sim",
    "src",
    "src/compile",
    "src/judge",
    "src/subjects",
    "src/capture",
    "src/lesson",
    "src/report",
    "src/tasks",
  ],
  "src/vitest": [
    "sim",
    "src",
    "src/compile",
    "src/judge",
    "src/subjects",
    "src/tasks",
    "src/capture",
    "src/report",
  ],
};
/** Folders that call tasks and print: nothing else knows what a command does. */
const FACES = ["src/cli", "src/lab", "src/vitest"];
/**
 * The rooms of `sim`, from the bottom up: each may import those before it. A folder of a folder belongs to the room
 * whose path is the longest.
 */
const ROOMS_OF_SIM = [
  "sim/tape",
  "sim/engine",
  "sim/sealed",
  "sim/board/chips",
  "sim/device",
  "sim/bus",
  "sim/net",
  "sim/radio",
  "sim/pairing",
  "sim/home",
  "sim/board",
];
/** The library's front doors: they export from everywhere, and nothing of ours imports them. */
const FRONT_DOORS = ["src/index.ts", "src/program-library.ts"];
/** Libraries that run wherever `sim` and `src/judge` do, with nothing of Node. */
const PURE_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  sim: ["fflate", "http-parser-js"],
  "src/judge": ["fflate"],
};
/** Names that would make a run depend on the machine that it runs on. */
const IMPURE_NAMES = [
  "Date",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "performance",
  "process",
  "Buffer",
  "require",
  "fetch",
  "Intl",
];
const IMPURE_MEMBERS = ["Math.random", "crypto.getRandomValues", "crypto.randomUUID", "crypto.subtle"];

interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number } };
  // biome-ignore lint/suspicious/noExplicitAny: each node type has its own fields; they are tested before use.
  readonly [field: string]: any;
}

interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly tree: Node;
  /** Everything that it imports or exports from elsewhere, types included: packages by name, our own files by path. */
  readonly imports: readonly string[];
}

const files = ["sim", "src"].flatMap(sourceFiles);
const pure = files.filter(({ path }) => ["sim", "src/judge", "src/paths"].includes(folderOf(path)));

describe("the folders", () => {
  it("import only in the directions of the map in CONTRIBUTING.md", () => {
    const wrong = files.filter(({ path }) => !FRONT_DOORS.includes(path)).flatMap(wrongImports);
    expect(wrong).toEqual([]);
  });

  it("leave src/cli alone, which sees them all", () => {
    const imports = files
      .filter(({ path }) => folderOf(path) !== "src/cli")
      .flatMap((file) => file.imports.filter((target) => target.startsWith("src/cli/")));
    expect(imports).toEqual([]);
  });
});

describe("src/tasks", () => {
  it("is imported by faces only", () => {
    const others = files.filter(({ path }) => !["src/tasks", ...FACES].includes(folderOf(path)));
    const imports = others.flatMap((file) =>
      file.imports
        .filter((target) => target.startsWith("src/tasks/"))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(imports).toEqual([]);
  });
});

describe("src", () => {
  it("has no import circle, types included", () => {
    expect(circlesIn(files.filter(({ path }) => path.startsWith("src/")))).toEqual([]);
  });
});

describe("the rooms of sim", () => {
  const sim = files.filter(({ path }) => path.startsWith("sim/") && !path.endsWith(".d.ts"));

  it("hold every file", () => {
    expect(sim.filter(({ path }) => roomOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });

  it("import only rooms below them, types included", () => {
    const upwards = sim.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith("sim/") && roomOf(target) > roomOf(path))
        .map((target) => `${path} imports ${target}`),
    );
    expect(upwards).toEqual([]);
  });

  it("have no import circle, types included", () => {
    expect(circlesIn(sim)).toEqual([]);
  });
});

describe("the search for import circles", () => {
  const file = (path: string, ...imports: string[]) => ({ path, imports });

  it("finds each, with the way around it", () => {
    const found = circlesIn([
      file("a.ts", "b.ts", "fflate"),
      file("b.ts", "c.ts"),
      file("c.ts", "a.ts", "d.ts"),
      file("d.ts"),
      file("e.ts", "d.ts", "e.ts"),
    ]);
    expect(found).toEqual(["a.ts -> b.ts -> c.ts -> a.ts", "e.ts -> e.ts"]);
  });

  it("takes two ways to one file for no circle", () => {
    const diamond = [file("a.ts", "b.ts", "c.ts"), file("b.ts", "d.ts"), file("c.ts", "d.ts"), file("d.ts")];
    expect(circlesIn(diamond)).toEqual([]);
  });
});

describe("sim, src/judge and src/paths, which also run in browsers and workers,", () => {
  it("import nothing of Node, and only libraries that need nothing of it", () => {
    const packages = pure.flatMap((file) =>
      file.imports
        .filter((target) => !target.startsWith("sim/") && !target.startsWith("src/"))
        .filter((target) => !PURE_LIBRARIES[folderOf(file.path)].includes(target))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(packages).toEqual([]);
  });

  it("use no clock, chance, timer or environment of the machine", () => {
    expect(pure.flatMap(({ path, tree }) => impureUses(path, tree))).toEqual([]);
    const sample = `const at: Date = { Date: old.Date };
for (const x of [Date.now() as number, Math.random()]) setTimeout(() => new Date(x)!, 1);
`;
    expect(impureUses("sim/sample.ts", treeOf(sample, "sim/sample.ts")).sort()).toEqual([
      "sim/sample.ts:2: Date",
      "sim/sample.ts:2: Date",
      "sim/sample.ts:2: Math.random",
      "sim/sample.ts:2: setTimeout",
    ]);
  });
});

function wrongImports(file: SourceFile): string[] {
  const folder = folderOf(file.path);
  if (folder === "src/cli") return [];
  const allowed = MAY_IMPORT[folder];
  if (!allowed) return [`${folder} has no rule in this test: add one that fits the map in CONTRIBUTING.md`];
  return file.imports
    .filter((target) => target.startsWith("sim/") || target.startsWith("src/"))
    .filter((target) => FRONT_DOORS.includes(target) || ![folder, ...allowed].includes(folderOf(target)))
    .map((target) => `${file.path} imports ${target}`);
}

/** Index of a file's room in {@link ROOMS_OF_SIM}; -1 outside of them all. */
function roomOf(path: string): number {
  const rooms = ROOMS_OF_SIM.filter((room) => path.startsWith(`${room}/`));
  return ROOMS_OF_SIM.indexOf(
    rooms.reduce((longest, room) => (room.length > longest.length ? room : longest), ""),
  );
}

/** Import circles among files, each once, as `a.ts -> b.ts -> a.ts`. Imports of other files and packages do not count. */
function circlesIn(among: readonly Pick<SourceFile, "path" | "imports">[]): string[] {
  const importsOfFile = new Map(among.map(({ path, imports }) => [path, imports]));
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) circles.push([...way.slice(start), path].join(" -> "));
    if (start >= 0 || done.has(path)) return;
    for (const target of importsOfFile.get(path) ?? [])
      if (importsOfFile.has(target)) follow(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of among) follow(path, []);
  return circles;
}

/** Imports of a file, types included: packages by name, our own files by path. */
function importsIn(path: string, tree: Node): string[] {
  const specifiers: string[] = [];
  visit(tree, (node) => {
    if (typeof node.source?.value === "string") specifiers.push(node.source.value);
    if (node.type === "ImportExpression" || node.callee?.type === "Import")
      specifiers.push(String((node.source ?? node.arguments[0]).value));
    if (node.type === "TSImportType") specifiers.push(String((node.argument.literal ?? node.argument).value));
  });
  return specifiers.map((from) =>
    from.startsWith(".") ? posix.join(posix.dirname(path), from) : packageOf(from),
  );
}

/** `file:line: name` for each use, as a value, of what is in {@link IMPURE_NAMES} and {@link IMPURE_MEMBERS}. */
function impureUses(path: string, tree: Node): string[] {
  const uses: string[] = [];
  const report = (node: Node, name: string) => uses.push(`${path}:${node.loc.start.line}: ${name}`);
  visit(
    tree,
    (node) => {
      if (node.type === "Identifier" && IMPURE_NAMES.includes(node.name)) report(node, node.name);
      const member = node.type === "MemberExpression" && `${node.object.name}.${node.property.name}`;
      if (member && IMPURE_MEMBERS.includes(member)) report(node, member);
    },
    valuesBelow,
  );
  return uses;
}

/** The parts of a node that are evaluated: without types, and without names of fields. */
function valuesBelow(node: Node): Node[] {
  const isWrapper = ["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"].includes(node.type);
  if (node.type.startsWith("TS") && !isWrapper) return [];
  const names = node.computed ? [] : [node.key, node.type.endsWith("MemberExpression") && node.property];
  const own = node.params?.concat(node.id) ?? [node.id];
  return below(node).filter(
    (child) => !child.type.startsWith("TSType") && ![...names, ...own].includes(child),
  );
}

function visit(node: Node, action: (node: Node) => void, next: (node: Node) => Node[] = below): void {
  action(node);
  for (const child of next(node)) visit(child, action, next);
}

function below(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((child) => typeof child?.type === "string" && child.loc);
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(posix.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = posix.join(folder, name.replaceAll("\\", "/"));
      const tree = treeOf(readFileSync(posix.join(ROOT, path), "utf8"), path);
      return { path, tree, imports: importsIn(path, tree) };
    });
}

function treeOf(source: string, path: string): Node {
  const { program } = parse(source, {
    sourceType: "module",
    plugins: path.endsWith(".tsx") ? ["typescript", "jsx"] : ["typescript"],
    createImportExpressions: true,
  });
  return program as unknown as Node;
}

/** `sim` for everything in it; else the folder directly in `src`, or `src` itself. */
function folderOf(path: string): string {
  const [top, folder, ...rest] = path.split("/");
  return top === "sim" || rest.length === 0 ? top! : `${top}/${folder}`;
}

function packageOf(from: string): string {
  return from.startsWith("@")
    ? from.split("/", 2).join("/")
    : from.replace(/^(node:\w+).*|^([^/]+).*/, "$1$2");
}
