/** This package's version. */
import { createRequire } from "node:module";

export const VERSION: string = createRequire(import.meta.url)("tightlip/package.json").version;
