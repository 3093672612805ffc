/** Files of this package that `tightlip init` copies into projects. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export function template(path: string): string {
  return packaged(`templates/${path}`);
}

/** A file of this package. */
export function packaged(path: string): string {
  const root = dirname(createRequire(import.meta.url).resolve("tightlip/package.json"));
  return readFileSync(join(root, path), "utf8");
}
