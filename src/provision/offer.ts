/** The owner's half of sealed provisioning: from the code printed on an appliance to the blob that it accepts. */
import { randomBytes, randomInt } from "node:crypto";
import { DEVICE_KEY, type DeviceConfig, PAIRING_CODE } from "../../sim/device/device-config.ts";
import { NONCE_BYTES, SALT_BYTES, sealOffer } from "../../sim/sealed/sealed-offer.ts";
import { fromHex } from "../../sim/tape/bytes.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";

/** Contents of a sealed offer. */
export interface Offer {
  /** As it is printed or typed: case, spaces and dashes do not matter, nor O for 0 and I or L for 1. */
  readonly code: string;
  /** The appliance's identifier, 16 hexadecimal digits. */
  readonly device: string;
  /** Higher than the appliance's register `counter`, at most 2^32 - 1; seconds since some day will do. */
  readonly counter: number;
  /** The network to join, with an empty passphrase for an open one; null to make the appliance forget its home. */
  readonly network: { readonly ssid: string; readonly psk: string } | null;
}

/** Crockford's base 32 (https://www.crockford.com/base32.html): without I, L, O and U. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_DIGITS = 16;
const KEY_BYTES = 32;

/**
 * A blob of 170 bytes for the command `offer` of services/sealed-provisioning.md; whoever carries it learns nothing
 * from it. Never the same twice. Throws a UserError, without any of the values in it, for what can't be sealed.
 */
export function makeOffer({ code, device, counter, network }: Offer): Uint8Array {
  if (!/^[0-9a-fA-F]{16}$/.test(device)) throw usage("an appliance's identifier has 16 hexadecimal digits");
  if (!Number.isInteger(counter) || counter < 1 || counter > 0xffffffff)
    throw usage("a counter is a whole number from 1 to 4294967295");
  const offer = { code: pairingCodeFrom(code), device: fromHex(device), counter, network };
  try {
    return sealOffer(nodeCrypto, offer, { salt: randomBytes(SALT_BYTES), nonce: randomBytes(NONCE_BYTES) });
  } catch (error) {
    if (error instanceof RangeError) throw usage(error.message);
    throw error;
  }
}

/** New secrets of a board for its device configuration: its own key and pairing code. */
export function newBoardSecrets(): DeviceConfig {
  return {
    [DEVICE_KEY]: randomBytes(KEY_BYTES).toString("hex"),
    [PAIRING_CODE]: newPairingCode(),
  };
}

/** 80 bits of chance. */
export function newPairingCode(): string {
  return Array.from({ length: CODE_DIGITS }, () => DIGITS[randomInt(DIGITS.length)]).join("");
}

/** A code as it was printed or typed, in its normal form. Throws a UserError, without the code in it. */
export function pairingCodeFrom(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (code.length === CODE_DIGITS && [...code].every((digit) => DIGITS.includes(digit))) return code;
  throw usage(`a pairing code has ${CODE_DIGITS} letters and digits, none of them U; read it again`);
}

function usage(message: string): UserError {
  return new UserError(`${message}.`, EXIT_USAGE);
}
