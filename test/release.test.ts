/** A release of the package, made in a repository of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = resolve(".ci/release.mjs");
const ALL = ["build", "package", "pack", "sbom", "tag v1.2.3"];

let root: string;

function git(...words: string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"];
  return execFileSync("git", [...author, ...words], { cwd: root, encoding: "utf8" });
}

function write(name: string, text: string): void {
  writeFileSync(join(root, name), text);
}

function release(...words: string[]) {
  const env = {
    ...process.env,
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.org",
  };
  return spawnSync(process.execPath, [SCRIPT, ...words], { cwd: root, encoding: "utf8", env });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tightlip-release-"));
  const { sbom } = JSON.parse(readFileSync("package.json", "utf8")).scripts;
  const scripts = { build: "node -e 0", package: "node -e 0", sbom };
  write("package.json", JSON.stringify({ name: "small", version: "1.2.3", scripts }));
  const own = { name: "small", version: "1.2.3" };
  write("package-lock.json", JSON.stringify({ ...own, lockfileVersion: 3, packages: { "": own } }));
  write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n- Something.\n");
  write(".gitignore", "release/\n");
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "Begin");
});

afterEach(() => rmSync(root, { recursive: true }));

describe("npm run release", () => {
  it("shows every step in a dry run and changes nothing", () => {
    const before = readdirSync(root);
    const { status, stdout } = release("1.2.3", "--dry-run");
    expect(status).toBe(0);
    const shown = stdout.split("\n").filter((line) => line.startsWith("would run: "));
    expect(shown.map((line, index) => line.includes(ALL[index]!))).toEqual(ALL.map(() => true));
    expect(readdirSync(root)).toEqual(before);
    expect(git("tag", "--list")).toBe("");
    expect(git("status", "--porcelain")).toBe("");
  });

  it("packs, writes the bill of materials and tags", () => {
    const { status, stderr } = release("1.2.3");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(readdirSync(join(root, "release")).sort()).toEqual(["small-1.2.3.tgz", "tightlip-1.2.3.cdx.json"]);
    const sbom = JSON.parse(readFileSync(join(root, "release/tightlip-1.2.3.cdx.json"), "utf8"));
    expect(sbom.bomFormat).toBe("CycloneDX");
    expect(git("tag", "--list")).toBe("v1.2.3\n");
  });

  it("names all that keeps a version from being released", () => {
    git("tag", "v1.2.4");
    mkdirSync(join(root, "new"));
    write("new/file", "");
    const { status, stderr } = release("1.2.4");
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "release: the working tree has changes: commit or stash them",
      "release: the tag v1.2.4 exists: choose the next version",
      "release: package.json has 1.2.3: npm version 1.2.4 --no-git-tag-version, and commit it",
      'release: CHANGELOG.md has no text under "## [1.2.4] - DATE": move that of Unreleased there',
    ]);
  });

  it("takes a section without entries for none", () => {
    write("CHANGELOG.md", "# Changelog\n\n## [1.2.3] - 2026-01-02\n\n## [1.2.2] - 2026-01-01\n\n- Old.\n");
    git("commit", "--quiet", "--all", "--message", "Empty it");
    expect(release("1.2.3").stderr).toContain("CHANGELOG.md has no text");
  });

  it.each([[[]], [["v1"]], [["1.2.3", "1.2.4"]]])("wants one version, not %j", (words) => {
    const { status, stderr } = release(...words);
    expect([status, stderr]).toEqual([
      2,
      "release: a version such as 1.2.3 is needed: npm run release -- <version> [--dry-run]\n",
    ]);
  });
});
