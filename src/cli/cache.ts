/** `tightlip cache`: measures the cache, or cleans it. */
import { cacheText } from "../report/cache.ts";
import { cache } from "../tasks/cache.ts";
import { printJson } from "./print-json.ts";

interface Options {
  readonly json?: true;
}

export function cacheCommand(action: "clean" | undefined, { json }: Options): number {
  const result = cache({ clean: action === "clean" });
  if (json) printJson(result);
  else process.stdout.write(cacheText(result));
  return result.exitCode;
}
