/** The firmware of a whole project, where no other is asked for. */
import { existsSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { globSync } from "tinyglobby";
import { type Appliance, applianceAt, appliancesIn, findAppliances, type Search } from "./appliance.ts";
import { wrongField } from "./definitions/definition-file.ts";
import type { Configs, LoadedConfig } from "./policy-file.ts";

/** An entry that stands for many paths. */
const GLOB = /[*?[\]{}()]/;
/** In front of what is left out. */
const NOT = "!";

export interface ProjectAppliances {
  readonly appliances: readonly Appliance[];
  /** Null when the project has none. */
  readonly config: LoadedConfig | null;
}

/**
 * Appliances that the config of the project around the working folder lists, else its
 * `src/main.ts`, else all firmware there. With `all`, a `src/main.ts` does not stand for the others.
 */
export async function projectAppliances(
  configs: Configs,
  { all = false, ...search }: Search & { readonly all?: boolean } = {},
): Promise<ProjectAppliances> {
  const root = configs.definitions.rootAbove(".");
  const config = root === null ? null : await configs.at(root);
  if (root !== null && config?.config.appliances !== undefined)
    return { appliances: listed(root, config, config.config.appliances, search), config };
  const target = !all && existsSync("src/main.ts") ? "src/main.ts" : ".";
  return { appliances: findAppliances(target, search), config };
}

function listed(
  root: string,
  { file }: LoadedConfig,
  entries: readonly string[],
  search: Search,
): Appliance[] {
  const left = entries
    .filter((entry) => entry.startsWith(NOT))
    .flatMap((entry) => pathsOf(root, entry.slice(1)));
  const isLeft = ({ main }: Appliance) =>
    left.some((path) => resolve(main) === path || resolve(main).startsWith(`${path}${sep}`));
  const found = new Map<string, Appliance>();
  entries.forEach((entry, i) => {
    if (entry.startsWith(NOT)) return;
    const here = pathsOf(root, entry).flatMap((path) => firmwareAt(path, GLOB.test(entry), search));
    if (here.length === 0)
      throw wrongField(file, ["appliances", `${i}`], `there is no firmware at "${entry}".`);
    for (const appliance of here) found.set(appliance.main, appliance);
  });
  const kept = [...found.values()].filter((appliance) => !isLeft(appliance));
  if (kept.length === 0) throw wrongField(file, ["appliances"], "lists no firmware.", "config");
  return kept;
}

/** Absolute, in order. */
function pathsOf(root: string, entry: string): string[] {
  if (!GLOB.test(entry)) return [join(root, entry)];
  const options = { cwd: root, absolute: true, onlyFiles: false, expandDirectories: false };
  return globSync(entry, options)
    .map((path) => resolve(path))
    .sort();
}

function firmwareAt(path: string, isGlob: boolean, search: Search): Appliance[] {
  const found = statSync(path, { throwIfNoEntry: false });
  const here = relative(".", path) || ".";
  if (found?.isDirectory()) return appliancesIn(here, search);
  // A file that is named is firmware; of those that happen to match, only what looks like it.
  return found?.isFile()
    ? [applianceAt(here)].filter((a) => !isGlob || a.policy !== null || /(^|[\\/])main\.ts$/.test(here))
    : [];
}
