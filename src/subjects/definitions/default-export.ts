/** Runs a program that defines something, and takes its default export. */
import { resolve } from "node:path";

/** Front doors of the library, beside each other in `src`. */
type FrontDoor = "index" | "program-library";

/** The module is loaded by its address: each imports folders that this one must not. */
export function frontDoor(name: FrontDoor): Promise<Record<string, unknown>> {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return import(new URL(`../../${name}.${ending}`, import.meta.url).href);
}

/** `library`: what it imports by the package's name. Throws what the program throws. */
export async function defaultExport(path: string, library: object): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, {
    virtualModules: { tightlip: library },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  return (await jiti.import<{ default?: unknown }>(resolve(path))).default;
}
