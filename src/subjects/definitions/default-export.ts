/** Runs a program that defines something, and takes its default export. */
import { resolve } from "node:path";

/** Throws what the program throws. */
export async function defaultExport(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  // Such files import the library by the package's name: they get the one that is running.
  const entry = new URL(
    import.meta.url.endsWith(".ts") ? "../../index.ts" : "../../index.js",
    import.meta.url,
  );
  const jiti = createJiti(import.meta.url, {
    virtualModules: { tightlip: await import(entry.href) },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  return (await jiti.import<{ default?: unknown }>(resolve(path))).default;
}
