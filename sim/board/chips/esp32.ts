/** The ESP32. */

import type { ChipModel } from "./chip-model.ts";

export const ESP32 = {
  name: "ESP32",
  cpu: { clockMhz: 240, coreMark: 504.85 },
  bootLoaderOffset: 0x1000,
  imageChipId: 0,
  magic: 0x00f01d83,
  chipId: "unsupported",
  spi: { cmd: 0x3ff42000, usr2: 0x3ff42024, w0: 0x3ff42080 },
  mac: [0x3ff5a004, 0x3ff5a008],
  consoleBaud: 1_500_000,
} as const satisfies ChipModel;
