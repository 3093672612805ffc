/** This package's version, and that of the DeviceScript that it works with. */
import { createRequire } from "node:module";

const { version, engines } = createRequire(import.meta.url)("tightlip/package.json");

export const VERSION: string = version;
/** The release of `@devicescript/cli` that everything here was verified against. */
export const DEVICESCRIPT_VERSION = "2.16.4";
/** The oldest Node that is supported, such as `20.19`. */
export const OLDEST_NODE: string = engines.node.replace(">=", "");
