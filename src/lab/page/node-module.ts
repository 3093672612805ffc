/** Node's `node:module` for the page: what the toolchain loads only when it needs it is in the bundle already. */
import * as codeFrame from "@babel/code-frame";
import * as parser from "@babel/parser";

const MODULES: Readonly<Record<string, unknown>> = {
  "@babel/code-frame": codeFrame,
  "@babel/parser": parser,
};

export function createRequire() {
  return (module: string) => MODULES[module];
}
