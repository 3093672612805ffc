/** The ESP32-S2. */

import type { ChipModel } from "./chip-model.ts";

export const ESP32_S2 = {
  name: "ESP32-S2",
  cpu: { clockMhz: 240, coreMark: 472.73 },
  bootLoaderOffset: 0x1000,
  imageChipId: 2,
  magic: 0x000007c6,
  chipId: null,
  spi: { cmd: 0x3f402000, usr2: 0x3f402020, w0: 0x3f402058 },
  mac: [0x3f41a044, 0x3f41a048],
  consoleBaud: null,
} as const satisfies ChipModel;
