/** Projects in temporary folders, removed when the test file that made them is over. */

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Cache } from "../../src/cache.ts";

const made: string[] = [];

/** Called when a test file is over (test/each-file.ts). */
export function removeTempFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A new folder with these files; paths are relative to it. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "tightlip-test-"));
  made.push(root);
  addFiles(root, files);
  return root;
}

/** A DeviceScript project with these files besides its `devsconfig.json`. */
export function tempProject(files: Readonly<Record<string, string>>): string {
  return tempFolder({ "devsconfig.json": "{}", ...files });
}

export function addFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A cache of the test's own, so that nothing it finds there is another's. */
export function emptyCache(warn?: (message: string) => void): Cache {
  return new Cache(warn, tempFolder());
}

/** SHA-256 of every file below a folder: large ones compare at once. */
export function allHashes(root: string): Map<string, string> {
  return new Map([...allFiles(root)].map(([path, bytes]) => [path, sha256(bytes)]));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Every file below a folder, by path relative to it. */
export function allFiles(root: string): Map<string, Buffer> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(root.length + 1), readFileSync(path)];
    }),
  );
}
