/** This package's version, and that of the DeviceScript that it works with. */
import { createRequire } from "node:module";

const { version, engines } = createRequire(import.meta.url)("tightlip/package.json");

export const VERSION: string = version;
/** The release of `@devicescript/cli` that everything here was verified against. */
export const DEVICESCRIPT_VERSION = "2.16.4";
/** The oldest Node that is supported, such as `20.19`. */
const OLDEST_NODE: string = engines.node.replace(">=", "");

/** A line on a Node that is too old, and what to do; null for one that is not. */
export function oldNode(version: string): string | null {
  const isOld = version.localeCompare(OLDEST_NODE, "en", { numeric: true }) < 0;
  if (!isOld) return null;
  return `${version} is too old: install ${OLDEST_NODE} or later, from nodejs.org or with a version manager.`;
}
