/** A project's package.json with what tightlip needs in it. What is there stays as it is. */

import { createRequire } from "node:module";
import { isRecord } from "../record.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

/** A name that npm accepts (its documentation of package.json, "name"). */
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const MAX_NAME_CHARACTERS = 214;
/** A package can't be called what it depends on. */
const TAKEN = ["tightlip", "vitest", "node_modules"];
const DEFAULT_NAME = "appliance";

export interface PackagePlan {
  readonly text: string;
  /** Additions in words; empty when there are none. */
  readonly added: readonly string[];
  /** The script that runs the tests written by `tightlip init`. */
  readonly testScript: string;
}

/** A package name made from a folder's. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "")
    .slice(0, MAX_NAME_CHARACTERS);
  if (name === "") return DEFAULT_NAME;
  return TAKEN.includes(name) ? `${name}-${DEFAULT_NAME}` : name;
}

/** Throws a UserError for what npm would refuse. */
export function checkPackageName(name: string): void {
  if (NAME.test(name) && name.length <= MAX_NAME_CHARACTERS && !TAKEN.includes(name)) return;
  throw new UserError(
    `"${name}" cannot be the name of a package. Take lower-case letters, digits and "-", such as "${packageName(name)}".`,
    EXIT_USAGE,
  );
}

/** The package.json of a new project. `source`: its entry for tightlip. */
export function newPackageJson(name: string, source: string): PackagePlan {
  const start = { name, private: true, type: "module" };
  const scripts = { start: "tightlip run", build: "tightlip build", setup: "devicescript build --quiet" };
  return completed(start, scripts, source, "  ");
}

/** Throws a UserError when `text` is not a package.json. */
export function extendedPackageJson(text: string, source: string): PackagePlan {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError("package.json: is not JSON. Fix it first.", EXIT_USAGE);
  }
  if (!isRecord(data)) throw new UserError("package.json: is not an object. Fix it first.", EXIT_USAGE);
  for (const field of ["scripts", "dependencies", "devDependencies"])
    if (data[field] !== undefined && !isRecord(data[field]))
      throw new UserError(`package.json: "${field}" is not an object. Fix it first.`, EXIT_USAGE);
  const plan = completed(data, {}, source, /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? "  ");
  return plan.added.length === 0 ? { ...plan, text } : plan;
}

type Fields = Readonly<Record<string, unknown>>;

function completed(data: Fields, more: Fields, source: string, indent: string): PackagePlan {
  const {
    scripts = {},
    dependencies = {},
    devDependencies = {},
  } = data as Record<string, Fields | undefined>;
  const testScript = scripts.test === undefined || runsVitest(scripts.test) ? "test" : "test:credentials";
  // Vitest leaves the project's tests alone when something else runs them.
  const runTests = testScript === "test" ? "vitest run" : "vitest run credentials";
  const newScripts = missing({ ...more, check: "tightlip check", [testScript]: runTests }, scripts);
  const newPackages = missing(
    { tightlip: source, vitest: vitestVersion() },
    {
      ...dependencies,
      ...devDependencies,
    },
  );
  const result = {
    ...data,
    scripts: { ...scripts, ...newScripts },
    devDependencies: { ...devDependencies, ...newPackages },
  };
  const added = [
    ...Object.keys(newScripts).map((name) => `script "${name}"`),
    ...Object.keys(newPackages).map((name) => `dependency ${name}`),
  ];
  return { text: `${JSON.stringify(result, null, indent)}\n`, added, testScript };
}

function runsVitest(script: unknown): boolean {
  return typeof script === "string" && /\bvitest\b/.test(script);
}

function missing(wanted: Fields, there: Fields): Fields {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => there[name] === undefined));
}

/** The release that tightlip itself is tested with. */
function vitestVersion(): string {
  return createRequire(import.meta.url)("tightlip/package.json").devDependencies.vitest;
}
