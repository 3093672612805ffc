/** `tightlip cache`: where the cache is, how large, and how to be rid of it. */
import { type CacheContents, cacheContents, cleanCache } from "../cache-contents.ts";

const SIZE = new Intl.NumberFormat("en", { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });

interface Options {
  readonly json?: true;
}

export function cacheCommand(action: "clean" | undefined, { json }: Options): number {
  const contents = action === "clean" ? cleanCache() : cacheContents();
  if (json) {
    const document = { schema: 1, ...contents, removed: action === "clean" };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else process.stdout.write(`${action === "clean" ? "Removed " : ""}${words(contents)}\n`);
  return 0;
}

function words({ dir, files, sizeBytes }: CacheContents): string {
  return `${dir}: ${files === 1 ? "1 file" : `${files} files`}, ${SIZE.format(sizeBytes / 1e6)}`;
}
