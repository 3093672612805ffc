/** Scripts of ours that run in a thread or a process of their own. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface OwnScript {
  readonly url: URL;
  /** Options of Node with which it is started. */
  readonly execArgv: readonly string[];
}

/** The script `name` beside the module `from`, be they built or source. */
export function ownScript(name: string, from: string): OwnScript {
  const source = from.endsWith(".ts");
  return {
    url: new URL(`./${name}.${source ? "ts" : "js"}`, from),
    execArgv: source
      ? ["--import", join(dirname(createRequire(from).resolve("jiti")), "jiti-register.mjs")]
      : [],
  };
}
