/** The toolchain that is running: another one may come to another verdict. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../version.ts";

/** Folders with its code, from the folder of this file. */
const CODE = ["../../src", "../../sim"];

let known: string | null = null;

/** Text that is another one after a new version, a new build, or under another Node. */
export function toolchain(): string {
  known ??= JSON.stringify([VERSION, process.versions.node, CODE.flatMap((folder) => files(pathOf(folder)))]);
  return known;
}

/** Path, size and time of each file below a folder: whoever builds anew changes the time. */
function files(folder: string): (string | number)[][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    const { size, mtimeMs } = statSync(path);
    return [[path, size, mtimeMs]];
  });
}

function pathOf(folder: string): string {
  return fileURLToPath(new URL(folder, import.meta.url));
}
