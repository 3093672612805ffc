/** Properties by which one chip of the ESP32 family differs from another. */

export interface ChipModel {
  /** As esptool writes it. */
  readonly name: string;
  readonly cpu: CpuModel;
  /** Start of the boot loader in flash, bytes (esptool, `BOOTLOADER_FLASH_OFFSET`). */
  readonly bootLoaderOffset: number;
  /** Number in headers of images for it (ESP-IDF, `esp_chip_id_t`). */
  readonly imageChipId: number;
  /** Content of register 0x40001000 (esptool, `targets/`, as all that follows). */
  readonly magic: number;
  /** Number in the answer to GET_SECURITY_INFO; null where the answer has none, `unsupported` where there is no answer. */
  readonly chipId: number | null | "unsupported";
  /** Registers of the controller of the flash chip. */
  readonly spi: { readonly cmd: number; readonly usr2: number; readonly w0: number };
  /** The two registers with the factory's MAC address. */
  readonly mac: readonly [number, number];
  /** The runtime's speed on the serial line (devicescript-esp32, usb.c); null where it is USB and has none. */
  readonly consoleBaud: number | null;
}

/** Figures of one core in Espressif's datasheet, section "CPU and memory". */
export interface CpuModel {
  /** The highest clock. */
  readonly clockMhz: number;
  /** Iterations of CoreMark a second at that clock. */
  readonly coreMark: number;
}
