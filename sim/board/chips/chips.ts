/**
 * The chips that firmware can be for, by DeviceScript's name for them (`archId` of a board). A new one is a file in
 * this folder and an entry here.
 */

import type { ChipModel } from "./chip-model.ts";
import { ESP32 } from "./esp32.ts";
import { ESP32_C3 } from "./esp32c3.ts";
import { ESP32_S2 } from "./esp32s2.ts";
import { ESP32_S3 } from "./esp32s3.ts";

export const CHIPS = {
  esp32: ESP32,
  esp32s2: ESP32_S2,
  esp32s3: ESP32_S3,
  esp32c3: ESP32_C3,
} as const satisfies Record<string, ChipModel>;

export type ChipName = keyof typeof CHIPS;

export const CHIP_NAMES = Object.keys(CHIPS) as readonly ChipName[];

export function isChipName(name: string | undefined): name is ChipName {
  return CHIP_NAMES.some((chip) => chip === name);
}
