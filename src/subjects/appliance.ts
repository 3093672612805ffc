/** Finds the firmware that a person means by a file, a folder or a name. */
import { readdirSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { closest } from "../closest.ts";
import { nearFile, projectAbove, slashed } from "../compile/project.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { isWithin, projectTop, realPathOf } from "../project-top.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { definitionAt } from "./definitions/definition.ts";

/** One firmware to be checked. */
export interface Appliance {
  /** Its folder for `main.ts`, else `folder/file` without the ending. */
  readonly name: string;
  /** Path of the firmware's entry, as the person would write it from where they are. */
  readonly main: string;
  /** Path of the policy beside it, whether or not it counts; null when there is none. */
  readonly policy: string | null;
  /** It was found in a folder and looks like a program for Node: a command, or with imports of what only Node has. */
  readonly maybeForNode?: true;
}

export interface Search {
  /** Include what looks like a program for Node: only building it says what it is. Default: false. */
  readonly nodePrograms?: boolean;
}

const POLICY = ".policy";
/** Larger than any firmware that people write. */
const MAX_BYTES = 4 * 2 ** 20;
/** Folders that hold no firmware of the project. */
const SKIPPED = ["node_modules", "dist"];
/** The file that an import or an export of a module is from: the last line of it. */
const IMPORT = /^[ \t]*(?:import\b|export\b|\})[^"';\n]*["']([^"'\n]+)["']/gm;

/** The appliances that `target` stands for, by path. Throws a UserError when it stands for none. */
export function findAppliances(target: string, search: Search = {}): Appliance[] {
  const found = look(target, () => statSync(target, { throwIfNoEntry: false }));
  if (found?.isFile()) return [applianceAt(target)];
  if (found?.isDirectory()) {
    const inside = appliancesIn(target, search);
    if (inside.length > 0) return inside;
    throw new UserError(
      `${target}: no firmware in this folder. A firmware is a main.ts, or a file with a policy beside it, such as x.policy.ts for x.ts; "tightlip init" makes one.`,
      EXIT_USAGE,
    );
  }
  const all = appliancesIn(".", search);
  const named = all.filter((a) => a.name === target);
  if (named.length > 0) return named;
  const guess = closest(
    target,
    all.flatMap(({ name, main }) => [name, reportPath(main)]),
  );
  const hint =
    slashed(target) ??
    fromRoot(target) ??
    (guess === null ? nearFile(target) : `Did you mean "${guess}"?`) ??
    (all.length === 0 ? 'There is no firmware here; "tightlip init" makes one.' : "Name a main.ts.");
  throw new UserError(`${target}: no such file, folder or appliance. ${hint}`, EXIT_USAGE);
}

/** Hint for a path that is one from the root of the project around the working folder; null for others. */
function fromRoot(target: string): string | null {
  const root = projectAbove(".");
  const meant = root === null ? null : join(root, target);
  if (meant === null || look(target, () => statSync(meant, { throwIfNoEntry: false })) === undefined)
    return null;
  return `Did you mean "${reportPath(relative(".", meant))}"? Paths are seen from the working folder.`;
}

/**
 * Every `main.ts` and every file with a policy beside it, below `folder`, by path. A folder of the project that is there
 * by a link only is one like the others; none is looked at twice.
 */
export function appliancesIn(folder: string, search: Search = {}): Appliance[] {
  const top = projectTop(folder) ?? realPathOf(projectAbove(folder) ?? folder);
  const seen = new Set<string>();
  const links = [folder];
  const found: Appliance[] = [];
  for (const link of links) {
    if (!isWithin(top, realPathOf(link))) continue;
    const { appliances, links: further } = below(link, search, seen);
    found.push(...appliances);
    links.push(...further);
  }
  // Folder by folder: what is in "lamp" comes before what is in "lamp-2".
  const key = ({ main }: Appliance) => main.replaceAll(sep, "\0");
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

interface Below {
  readonly appliances: readonly Appliance[];
  /** Links to folders. */
  readonly links: readonly string[];
}

/** `seen`: real paths of the folders that were looked at. */
function below(folder: string, search: Search, seen: Set<string>): Below {
  const appliances: Appliance[] = [];
  const links: string[] = [];
  const real = realPathOf(folder);
  if (seen.has(real)) return { appliances, links };
  seen.add(real);
  const entries = look(folder, () => readdirSync(folder, { withFileTypes: true }));
  const names = new Set(entries.map((entry) => entry.name));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isSkipped = SKIPPED.includes(entry.name) || entry.name.startsWith(".");
    if (entry.isSymbolicLink() && isFolder(path)) {
      if (!isSkipped) links.push(path);
    } else if (entry.isDirectory()) {
      const inside = isSkipped ? { appliances: [], links: [] } : below(path, search, seen);
      appliances.push(...inside.appliances);
      links.push(...inside.links);
    } else if (hasPolicy(entry.name, names)) {
      appliances.push(applianceAt(path));
    } else if (entry.name === "main.ts") {
      if (!isForNode(path)) appliances.push(applianceAt(path));
      else if (search.nodePrograms === true) appliances.push({ ...applianceAt(path), maybeForNode: true });
    }
  }
  return { appliances, links: links.sort() };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A program for Node: started as a command, or importing what only Node has. */
function isForNode(path: string): boolean {
  const text = look(path, () => readPlainFile(path, { maxBytes: MAX_BYTES }).toString("utf8"));
  if (text.startsWith("#!")) return true;
  return [...text.matchAll(IMPORT)].some(([, from]) => isBuiltin(from));
}

/** The firmware whose entry is `main`. */
export function applianceAt(main: string): Appliance {
  const policy = isFirmware(basename(main)) ? definitionAt(policyStem(main)) : null;
  return { name: nameOf(main), main: relative(".", main), policy };
}

/** Path of a firmware's policy, less its ending. */
export function policyStem(main: string): string {
  return main.replace(/\.ts$/, POLICY);
}

/** Looks at the file system; what it refuses is the user's to put right. */
function look<T>(path: string, at: () => T): T {
  try {
    return at();
  } catch (cause) {
    if (cause instanceof NotPlain) throw new UserError(`${path}: ${cause.why}.`, EXIT_USAGE, { cause });
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (!/^E[A-Z]+$/.test(code)) throw cause;
    throw new UserError(`${path}: cannot be read (${code}).`, EXIT_USAGE, { cause });
  }
}

function nameOf(main: string): string {
  const path = resolve(main);
  const folder = basename(dirname(path));
  const file = basename(path, extname(path));
  if (file !== "main") return `${folder}/${file}`;
  // A project of one firmware keeps it in src/: the project's folder says more.
  return folder === "src" ? basename(dirname(dirname(path))) : folder;
}

/** Test of the name: a policy beside it makes such a file a firmware. */
function isFirmware(file: string): boolean {
  return file.endsWith(".ts") && !file.endsWith(`${POLICY}.ts`);
}

/** `names`: of the files of the folder. */
function hasPolicy(file: string, names: ReadonlySet<string>): boolean {
  return isFirmware(file) && definitionAt(policyStem(file), (name) => names.has(name)) !== null;
}

/** A path as reports show it: forward slashes. */
export function reportPath(path: string): string {
  return path.replaceAll(sep, "/");
}
