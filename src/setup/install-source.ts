/**
 * The source of this tightlip: a registry, an archive, git or a folder. A project that it sets up installs it from there
 * too, so that the same command works before and after a release.
 */

import { existsSync, statSync } from "node:fs";
import { dirname, join, type PlatformPath, resolve } from "node:path";
import { OWN_PACKAGE } from "../compile/project-files.ts";
import { isRecord, readRecord } from "../record.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { VERSION } from "../version.ts";
import { archivedPackage } from "./archived-package.ts";

export type InstallSource =
  /** `version`: exact, a range or a tag. */
  | { readonly kind: "registry"; readonly version: string }
  /** `path`: absolute. */
  | { readonly kind: "archive" | "folder"; readonly path: string }
  /** `spec`: as a package.json names it. */
  | { readonly kind: "git" | "url"; readonly spec: string };

const PACKAGE = "tightlip";
const ARCHIVE = /\.(?:tgz|tar\.gz)$/i;
const VERSIONS = /^(?:(?:[\^~<>=v]|>=|<=)?\d[\w.+-]*|[a-z][a-z-]*)$/;
const GIT =
  /^(?:git[+:@]|github:|gitlab:|bitbucket:|gist:)|^https?:\/\/[^#]*\.git(?:#|$)|^[\w.-]+\/[\w.-]+(?:#|$)/;
const URL = /^https?:\/\//;
/** A registry's archive of the package itself, as lock files name it. */
const REGISTRY_ARCHIVE = /\/tightlip\/-\/tightlip-[^/]*\.tgz$/;
/** A path, on Windows too. */
const PATH = /^(?:\.{0,2}[\\/]|\.{1,2}$|~[\\/]|[a-z]:[\\/])/i;

/** Source that a person names, as npm would understand it in `folder`. Throws a UserError for one that is none. */
export function namedSource(from: string, folder: string): InstallSource {
  const source = sourceOf(from, folder);
  const problem = source === null ? "is no source of a package" : problemOf(source);
  if (source !== null && problem === null) return source;
  throw new UserError(
    `--from ${from}: ${problem}. Name an archive of "npm pack", such as ../tightlip-${VERSION}.tgz, a folder with tightlip in it, a git address, or a version.`,
    EXIT_USAGE,
  );
}

/** Source of the tightlip that runs; `place` is its folder. A source that is there no more is not named. */
export function ownSource(place: string = OWN_PACKAGE): InstallSource {
  const registry: InstallSource = { kind: "registry", version: VERSION };
  const packages = place.split(/[\\/]/).lastIndexOf("node_modules");
  if (packages < 0) return { kind: "folder", path: place };
  for (let at = dirname(place); at !== dirname(at); at = dirname(at)) {
    const spec = specIn(at);
    if (spec === null) continue;
    const source = sourceOf(spec, at);
    return source === null || source.kind === "registry" || problemOf(source) !== null ? registry : source;
  }
  return registry;
}

/** The entry for tightlip in the package.json of `folder`. `path` is that of another system in tests. */
export function dependencyOn(
  source: InstallSource,
  folder: string,
  path: Pick<PlatformPath, "relative"> & { readonly sep: string },
): string {
  if (source.kind === "registry") return source.version;
  if ("spec" in source) return source.spec;
  return `file:${path.relative(folder, source.path).replaceAll(path.sep, "/") || "."}`;
}

/** Null for what no package comes from. */
function sourceOf(spec: string, folder: string): InstallSource | null {
  const local = spec.replace(/^(?:file|link|portal):(?:\/\/(?=\/))?/, "");
  if (local !== spec || PATH.test(spec) || (ARCHIVE.test(spec) && !URL.test(spec)))
    return localSource(local, folder);
  if (REGISTRY_ARCHIVE.test(spec)) return { kind: "registry", version: VERSION };
  if (existsSync(resolve(folder, spec))) return localSource(spec, folder);
  if (GIT.test(spec)) return { kind: "git", spec };
  if (URL.test(spec)) return { kind: "url", spec };
  const version = spec.replace(/^(?:npm:)?tightlip@/, "");
  return VERSIONS.test(version) ? { kind: "registry", version } : null;
}

function localSource(local: string, folder: string): InstallSource {
  const path = resolve(folder, local);
  return { kind: ARCHIVE.test(path) ? "archive" : "folder", path };
}

/** Reason why nothing can be installed from there; null for none, and where only asking a network would tell. */
function problemOf(source: InstallSource): string | null {
  if (!("path" in source)) return null;
  const { kind, path } = source;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `there is no ${path}`;
  if (kind === "folder" && !found.isDirectory()) return `${path} is neither a folder nor an archive`;
  if (kind === "archive" && !found.isFile()) return `${path} is no file`;
  const name = kind === "archive" ? archivedPackage(path) : readRecord(join(path, "package.json")).name;
  return name === PACKAGE ? null : `${path} has no tightlip in it`;
}

/** Entry of the package.json, or of npm's own record, in a folder that tightlip was installed into; null for none. */
function specIn(folder: string): string | null {
  const manifest = readRecord(join(folder, "package.json"));
  const entries = ["dependencies", "devDependencies", "optionalDependencies"].map((field) => manifest[field]);
  const said = entries.flatMap((entry) => (isRecord(entry) ? [entry[PACKAGE]] : []));
  const { packages } = readRecord(join(folder, "node_modules/.package-lock.json"));
  const locked = isRecord(packages) ? packages[`node_modules/${PACKAGE}`] : undefined;
  const found = [...said, isRecord(locked) ? locked.resolved : undefined];
  return (
    found.find((spec): spec is string => typeof spec === "string" && !spec.startsWith("workspace:")) ?? null
  );
}
