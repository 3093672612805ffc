/** Copy of the repository's firmware, to be changed, with a version of tightlip beside it. */
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const HERE = join(import.meta.dirname, "..");
const PARTS = ["devs", "services", "boards", "package.json", "devsconfig.json", "tightlip.config.ts"];

/** `version`: folder of a built checkout. */
export function copyFirmware(folder: string, version = HERE): void {
  for (const part of PARTS) cpSync(join(HERE, part), join(folder, part), { recursive: true });
  for (const part of ["dist", "node_modules"]) symlinkSync(join(version, part), join(folder, part));
}
