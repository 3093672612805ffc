/** Programs at hand: all firmware under `devs`, a sample of it in the suite. */

import type { Image } from "../../sim/device/image.ts";
import { Random } from "../../sim/engine/random.ts";
import { buildImage } from "../../src/compile/build.ts";
import { findAppliances } from "../../src/subjects/appliance.ts";
import { SOAK } from "../soak.ts";

/** Folders and files of `devs` that the suite always has: a whole appliance, and one with everything sealed. */
const ALWAYS = ["devs/appliances/kettle/main.ts", "devs/leakbench/f22.ts"];
const SAMPLE = 6;

/** Files of the programs. */
export function programs(sample = SAMPLE): string[] {
  const all = findAppliances("devs").map(({ main }) => main);
  if (SOAK) return all;
  const random = Random.stream(1, "programs");
  return [...ALWAYS, ...Array.from({ length: sample }, () => random.pick(all))];
}

export function image(file: string): Image {
  return buildImage(file).image;
}
