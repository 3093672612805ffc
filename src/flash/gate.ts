/** The gate before a board: firmware passes that was judged to keep its secrets, and carries none. */

import type { Image } from "../../sim/device/image.ts";
import { readEnvFile } from "../compile/env-file.ts";
import { Scanner } from "../judge/search/scan.ts";
import type { Verdict } from "../judge/verdict/check.ts";
import { reasonText } from "../judge/verdict/reason.ts";

const ENV_LOCAL = ".env.local";

export interface JudgedImage {
  readonly image: Image;
  readonly verdict: Pick<Verdict, "word" | "because">;
  /** The project's folder, whose private settings the image must not hold. */
  readonly root: string;
}

/** Reasons not to flash this very image, one line each, without any secret; none when it may be flashed. */
export function objections({ verdict, image, root }: JudgedImage): string[] {
  const judged =
    verdict.word === "keeps" ? [] : [`its check says "${verdict.word}": ${reasonText(verdict.because)}`];
  return [...judged, ...carried(image, root)];
}

function carried(image: Image, root: string): string[] {
  const baked = image.bakedDefaults.map(
    ({ key, file, line }) => `it carries the value of setting "${key}" (${file}:${line})`,
  );
  const literals = image.bakedLiterals.map(({ name }) => `it carries a credential of its source (${name})`);
  const local = readEnvFile(root, ENV_LOCAL).map(({ key, value }) => ({ name: key, value }));
  const found = new Set(new Scanner(local).scan(image.bytecode).map(({ secret }) => secret));
  const known = new Set(image.bakedDefaults.map(({ key }) => key));
  const inCode = [...found].filter((key) => !known.has(key)).sort();
  return [
    ...baked,
    ...literals,
    ...inCode.map((key) => `its bytecode holds the value of "${key}" from ${ENV_LOCAL}`),
  ];
}
