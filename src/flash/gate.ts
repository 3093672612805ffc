/** What must hold before a firmware may go onto a board: it was judged to keep its secrets, and carries none. */

import type { Image } from "../../sim/device/image.ts";
import { readEnvFile } from "../compile/env-file.ts";
import { Scanner } from "../judge/search/scan.ts";
import { reasonText } from "../judge/verdict/reason.ts";
import type { CheckedAppliance } from "../tasks/check.ts";

const ENV_LOCAL = ".env.local";

/** Why this very image is not to be flashed, one reason a line, without any secret; empty when it may be. */
export function objections({ verdict, failure, image }: CheckedAppliance, root: string): string[] {
  if (failure !== null || verdict === null || image === null) return ["it does not build"];
  const judged =
    verdict.word === "keeps" ? [] : [`its check says "${verdict.word}": ${reasonText(verdict.because)}`];
  return [...judged, ...carried(image, root)];
}

function carried(image: Image, root: string): string[] {
  const baked = image.bakedDefaults.map(
    ({ key, file, line }) => `it carries the value of setting "${key}" (${file}:${line})`,
  );
  const local = readEnvFile(root, ENV_LOCAL).map(({ key, value }) => ({ name: key, value }));
  const found = new Set(new Scanner(local).scan(image.bytecode).map(({ secret }) => secret));
  const known = new Set(image.bakedDefaults.map(({ key }) => key));
  const inCode = [...found].filter((key) => !known.has(key)).sort();
  return [...baked, ...inCode.map((key) => `its bytecode holds the value of "${key}" from ${ENV_LOCAL}`)];
}
