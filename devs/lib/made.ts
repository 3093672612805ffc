// Maker's part of this device's configuration (dcfg): readable by firmware, served to nobody.
import * as ds from "@devicescript/core";

const KEY_DIGITS = 64;
const CODE_DIGITS = 16;

/** The 32 bytes that this device's vault is sealed under. Throws when the board was made without. */
export function deviceKey(): Buffer {
  const text: string = ds._dcfgString("tightlip.key" as any);
  if (!text || text.length !== KEY_DIGITS)
    throw new Error("device configuration: no tightlip.key of 64 digits");
  return Buffer.from(text, "hex");
}

/** The pairing code that is printed on this device, 80 bits. Throws when the board was made without. */
export function pairingCode(): string {
  const text: string = ds._dcfgString("tightlip.code" as any);
  if (!text || text.length !== CODE_DIGITS)
    throw new Error("device configuration: no tightlip.code of 16 characters");
  return text;
}
