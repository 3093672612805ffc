/** Finds the firmware that a person means by a file, a folder or a name. */
import { readdirSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { closest } from "../closest.ts";
import { slashed } from "../compile/project.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
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
}

const POLICY = ".policy";
/** Larger than any firmware that people write. */
const MAX_BYTES = 4 * 2 ** 20;
/** Folders that hold no firmware of the project. */
const SKIPPED = ["node_modules", "dist"];
/** The file that an import or an export of a module is from: the last line of it. */
const IMPORT = /^[ \t]*(?:import\b|export\b|\})[^"';\n]*["']([^"'\n]+)["']/gm;

/** The appliances that `target` stands for, by path. Throws a UserError when it stands for none. */
export function findAppliances(target: string): Appliance[] {
  const found = look(target, () => statSync(target, { throwIfNoEntry: false }));
  if (found?.isFile()) return [applianceAt(target)];
  if (found?.isDirectory()) {
    const inside = appliancesIn(target);
    if (inside.length > 0) return inside;
    throw new UserError(
      `${target}: no firmware in this folder. A firmware is a main.ts, or a file with a policy beside it, such as x.policy.ts for x.ts.`,
      EXIT_USAGE,
    );
  }
  const all = appliancesIn(".");
  const named = all.filter((a) => a.name === target);
  if (named.length > 0) return named;
  const guess = closest(
    target,
    all.map((a) => a.name),
  );
  const hint = slashed(target) ?? (guess === null ? "Name a main.ts." : `Did you mean "${guess}"?`);
  throw new UserError(`${target}: no such file, folder or appliance. ${hint}`, EXIT_USAGE);
}

/** Every `main.ts` and every file with a policy beside it, below `folder`, by path. */
export function appliancesIn(folder: string): Appliance[] {
  const found: Appliance[] = [];
  const entries = look(folder, () => readdirSync(folder, { withFileTypes: true }));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(entries.map((entry) => entry.name));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.includes(entry.name) && !entry.name.startsWith(".")) found.push(...appliancesIn(path));
    } else if (hasPolicy(entry.name, names) || (entry.name === "main.ts" && !isForNode(path))) {
      found.push(applianceAt(path));
    }
  }
  return found;
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
