import { execFileSync } from "node:child_process";
import { join, posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { dependencyOn, type InstallSource, namedSource, ownSource } from "../../src/setup/install-source.ts";
import { VERSION } from "../../src/version.ts";
import { tempFolder } from "../compile/temp-project.ts";

const TIGHTLIP = '{ "name": "tightlip" }';

/** A folder with an archive of a package of this name, as `npm pack` makes it, and a folder of tightlip's. */
function sources(name = "tightlip"): string {
  const root = tempFolder({
    "package/package.json": `{ "name": "${name}" }`,
    "checkout/package.json": TIGHTLIP,
  });
  execFileSync("tar", ["-czf", "it.tgz", "package"], { cwd: root });
  return root;
}

describe("a source of tightlip that a person names", () => {
  it.each<[from: string, source: (root: string) => InstallSource]>([
    ["it.tgz", (root) => ({ kind: "archive", path: join(root, "it.tgz") })],
    ["./it.tgz", (root) => ({ kind: "archive", path: join(root, "it.tgz") })],
    ["file:it.tgz", (root) => ({ kind: "archive", path: join(root, "it.tgz") })],
    ["checkout", (root) => ({ kind: "folder", path: join(root, "checkout") })],
    ["link:./checkout/", (root) => ({ kind: "folder", path: join(root, "checkout") })],
    ["github:acme/tightlip#v1", () => ({ kind: "git", spec: "github:acme/tightlip#v1" })],
    ["acme/tightlip", () => ({ kind: "git", spec: "acme/tightlip" })],
    ["https://git.example/t.git#main", () => ({ kind: "git", spec: "https://git.example/t.git#main" })],
    ["https://files.example/t.tgz", () => ({ kind: "url", spec: "https://files.example/t.tgz" })],
    ["tightlip@1.2.3", () => ({ kind: "registry", version: "1.2.3" })],
    ["^1.2.3", () => ({ kind: "registry", version: "^1.2.3" })],
    ["next", () => ({ kind: "registry", version: "next" })],
  ])("%s is understood from the folder it is named in", (from, source) => {
    const root = sources();
    expect(namedSource(from, root)).toEqual(source(root));
  });

  it.each([
    ["../nowhere.tgz", "there is no "],
    ["package/package.json/", "is neither a folder nor an archive"],
    ["other", "has no tightlip in it"],
    ["not an archive.tgz", "has no tightlip in it"],
    ["what is this?", "is no source of a package"],
  ])("%s is refused in one line that says what would do", (from, why) => {
    const root = sources();
    tempFolder();
    const files = { "other/package.json": '{ "name": "other" }', "not an archive.tgz": "text" };
    const folder = tempFolder({ ...files, "package/package.json": TIGHTLIP });
    const refusal = /^--from [^\n]*Name an archive of "npm pack"[^\n]*, a git address, or a version\.$/;
    expect(() => namedSource(from, folder)).toThrow(why);
    expect(() => namedSource(from, folder)).toThrow(refusal);
    expect(() => namedSource("it.tgz", sources("other"))).toThrow("has no tightlip in it");
    expect(namedSource("it.tgz", root).kind).toBe("archive");
  });
});

describe("the source of the tightlip that runs", () => {
  /** Installed into a folder whose package.json, and npm's own record, have these entries. */
  function installed(entry: string | null, resolved: string | null = null): InstallSource {
    const root = sources();
    const packages = { "node_modules/tightlip": { resolved } };
    const inside = tempFolder({
      "node_modules/tightlip/package.json": TIGHTLIP,
      ...(entry !== null && { "package.json": JSON.stringify({ dependencies: { tightlip: entry } }) }),
      ...(resolved !== null && { "node_modules/.package-lock.json": JSON.stringify({ packages }) }),
    });
    execFileSync("cp", [join(root, "it.tgz"), inside]);
    return ownSource(join(inside, "node_modules/tightlip"));
  }

  it.each<[how: string, entry: string | null, resolved: string | null, kind: InstallSource["kind"]]>([
    ["npx with an archive", "file:it.tgz", null, "archive"],
    ["a global installation of an archive", null, "file:it.tgz", "archive"],
    ["git", "github:acme/tightlip", "git+ssh://git@github.com/acme/tightlip.git#abc", "git"],
    ["a registry", "^0.1.0", "https://registry.example/tightlip/-/tightlip-0.1.0.tgz", "registry"],
    ["a registry, in npm's record only", null, "https://r.example/tightlip/-/tightlip-0.1.0.tgz", "registry"],
    ["an archive that is gone", "file:gone.tgz", null, "registry"],
    ["whoever keeps no record", null, null, "registry"],
  ])("is known after %s", (_, entry, resolved, kind) => {
    expect(installed(entry, resolved).kind).toBe(kind);
  });

  it("is the folder itself where it was not installed", () => {
    const root = sources();
    expect(ownSource(join(root, "checkout"))).toEqual({ kind: "folder", path: join(root, "checkout") });
  });
});

describe("the entry in package.json", () => {
  it.each<[path: string, folder: string, system: typeof posix, entry: string]>([
    ["/home/a/t.tgz", "/home/a/kettle", posix, "file:../t.tgz"],
    ["C:\\a\\t.tgz", "C:\\a\\kettle", win32, "file:../t.tgz"],
    ["D:\\t.tgz", "C:\\a\\kettle", win32, "file:D:/t.tgz"],
    ["/a/tightlip", "/a/tightlip", posix, "file:."],
  ])("leads to %s from %s", (path, folder, system, entry) => {
    expect(dependencyOn({ kind: "archive", path }, folder, system)).toBe(entry);
  });

  it("is a version, or an address, where nothing is local", () => {
    expect(dependencyOn({ kind: "registry", version: VERSION }, "/a", posix)).toBe(VERSION);
    expect(dependencyOn({ kind: "git", spec: "github:acme/t" }, "/a", posix)).toBe("github:acme/t");
  });
});
