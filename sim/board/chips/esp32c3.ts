/** The ESP32-C3. */

import type { ChipModel } from "./chip-model.ts";

export const ESP32_C3 = {
  name: "ESP32-C3",
  cpu: { clockMhz: 160, coreMark: 407.22 },
  bootLoaderOffset: 0,
  imageChipId: 5,
  magic: 0x1b31506f,
  chipId: 5,
  spi: { cmd: 0x60002000, usr2: 0x60002020, w0: 0x60002058 },
  mac: [0x60008844, 0x60008848],
  consoleBaud: null,
} as const satisfies ChipModel;
