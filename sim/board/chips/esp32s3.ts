/** The ESP32-S3. */

import type { ChipModel } from "./chip-model.ts";

export const ESP32_S3 = {
  name: "ESP32-S3",
  cpu: { clockMhz: 240, coreMark: 613.86 },
  bootLoaderOffset: 0,
  imageChipId: 9,
  magic: 0x00000009,
  chipId: 9,
  spi: { cmd: 0x60002000, usr2: 0x60002020, w0: 0x60002058 },
  mac: [0x60007044, 0x60007048],
  consoleBaud: null,
} as const satisfies ChipModel;
