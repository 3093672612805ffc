/** Files that look like a policy or a config of some firmware and are none of any: mostly a typo in their names. */
import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { closest } from "../closest.ts";
import { projectAbove } from "../compile/project.ts";
import { unique } from "../unique.ts";
import { type Appliance, reportPath } from "./appliance.ts";
import { CONFIG_STEM } from "./config.ts";
import { definitionAt, ENDINGS } from "./definitions/definition.ts";

const POLICY = /^(.+)\.policy(\.\w+)$/;
/** Endings that other tools read programs and data from. */
const OTHER_ENDINGS = /^\.(?:[cm]?[jt]sx?|jsonc|json5|toml)$/;

/** A line about each such file in the folders of some firmware, and in the roots of their projects. */
export function idleDefinitions(appliances: readonly Appliance[]): string[] {
  const folders = unique(appliances.map(({ main }) => dirname(main)));
  const roots = unique(folders.flatMap((folder) => projectAbove(folder) ?? []));
  return unique([...folders.flatMap(idlePolicies), ...roots.flatMap(idleConfigs)]);
}

function idlePolicies(folder: string): string[] {
  const names = namesIn(folder);
  const firmware = names.filter((name) => name.endsWith(".ts") && !POLICY.test(name));
  return names.flatMap((name) => {
    const [, stem, ending] = POLICY.exec(name) ?? [];
    if (stem === undefined || ending === undefined) return [];
    const shown = reportPath(join(folder, name));
    if (names.includes(`${stem}.ts`)) return wrongEnding(folder, `${stem}.policy`, ending, shown, "a policy");
    if (!ENDINGS.includes(ending)) return [];
    const near = closest(`${stem}.ts`, firmware);
    const hint = near === null ? "" : ` Did you mean "${basename(near, ".ts")}.policy${ending}"?`;
    return [`${shown}: counts for no firmware, as there is no ${stem}.ts beside it.${hint}`];
  });
}

function idleConfigs(root: string): string[] {
  return namesIn(root).flatMap((name) => {
    const ending = name.startsWith(`${CONFIG_STEM}.`) ? name.slice(CONFIG_STEM.length) : null;
    return ending === null ? [] : wrongEnding(root, CONFIG_STEM, ending, name, "a config");
  });
}

/** What a compiler made of a definition lies beside it, and is not meant. */
function wrongEnding(folder: string, stem: string, ending: string, shown: string, noun: string): string[] {
  const isMeant = OTHER_ENDINGS.test(ending) && !ENDINGS.includes(ending);
  if (!isMeant || definitionAt(resolve(folder, stem)) !== null) return [];
  return [`${shown}: does not count; ${noun} is a file that ends in ${ENDINGS.join(", ")}. Rename it.`];
}

/** None where the folder is not to be listed: firmware in it can be read all the same. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
