/** What tells one chip of the family from another, as far as its boot loader shows it (esptool, `targets/`). */

export interface ChipModel {
  /** As esptool writes it. */
  readonly name: string;
  /** What register 0x40001000 holds. */
  readonly magic: number;
  /** What GET_SECURITY_INFO says; null where the answer has no such field, `unsupported` where there is none. */
  readonly chipId: number | null | "unsupported";
  /** Registers of the controller of the flash chip. */
  readonly spi: { readonly cmd: number; readonly usr2: number; readonly w0: number };
  /** The runtime's speed on the serial line (devicescript-esp32, usb.c); null where it is USB and has none. */
  readonly consoleBaud: number | null;
  /** The two registers with the factory's MAC address. */
  readonly mac: readonly [number, number];
}

export const CHIP_MODELS = {
  esp32: {
    name: "ESP32",
    magic: 0x00f01d83,
    chipId: "unsupported",
    spi: { cmd: 0x3ff42000, usr2: 0x3ff42024, w0: 0x3ff42080 },
    consoleBaud: 1_500_000,
    mac: [0x3ff5a004, 0x3ff5a008],
  },
  esp32s2: {
    name: "ESP32-S2",
    magic: 0x000007c6,
    chipId: null,
    spi: { cmd: 0x3f402000, usr2: 0x3f402020, w0: 0x3f402058 },
    consoleBaud: null,
    mac: [0x3f41a044, 0x3f41a048],
  },
  esp32s3: {
    name: "ESP32-S3",
    magic: 0x00000009,
    chipId: 9,
    spi: { cmd: 0x60002000, usr2: 0x60002020, w0: 0x60002058 },
    consoleBaud: null,
    mac: [0x60007044, 0x60007048],
  },
  esp32c3: {
    name: "ESP32-C3",
    magic: 0x1b31506f,
    chipId: 5,
    spi: { cmd: 0x60002000, usr2: 0x60002020, w0: 0x60002058 },
    consoleBaud: null,
    mac: [0x60008844, 0x60008848],
  },
} as const satisfies Record<string, ChipModel>;

export type ChipName = keyof typeof CHIP_MODELS;
