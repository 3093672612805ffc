/** The owner's half of sealed provisioning: from the code printed on an appliance to the blob that it accepts. */
import { randomBytes, randomInt } from "node:crypto";
import { DEVICE_KEY, type DeviceConfig, PAIRING_CODE } from "../../sim/device/device-config.ts";
import {
  NONCE_BYTES,
  OFFER_VERSION,
  OWNER_KEY_BYTES,
  provesAcceptance,
  readState,
  sealOffer,
} from "../../sim/sealed/sealed-offer.ts";
import { fromHex, toBytes } from "../../sim/tape/bytes.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { nodeCrypto } from "../world-crypto.ts";

/** Contents of a sealed offer. */
export interface Offer {
  /**
   * Pairing code of an appliance without an owner, as it is printed or typed: case, spaces and dashes do not matter, nor O
   * for 0 and I or L for 1. Left out where the appliance has an owner: the offer is sealed under the owner key then.
   */
  readonly code?: string;
  /** 32 bytes that the appliance obeys from then on instead of its code, such as those of {@link newOwnerKey}. Keep them. */
  readonly ownerKey: Uint8Array;
  /** The appliance's identifier, 16 hexadecimal digits. */
  readonly device: string;
  /** Value of the appliance's register `state`, 18 bytes, read just before. */
  readonly state: Uint8Array;
  /**
   * The network to join, with an empty passphrase for an open one; null to make the appliance forget its home and its
   * owner.
   */
  readonly network: { readonly ssid: string; readonly psk: string } | null;
}

/** A sealed offer on its way, and the check of what comes back. */
export interface MadeOffer {
  /** 198 bytes for the command `offer`; whoever carries them learns nothing. */
  readonly blob: Uint8Array;
  /**
   * True if the report of the command says that the appliance accepted, and proves it. A report that says so without
   * proof is somebody else's.
   */
  isAcceptedBy(report: Uint8Array): boolean;
}

/** Crockford's base 32 (https://www.crockford.com/base32.html): without I, L, O and U. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_DIGITS = 16;
const KEY_BYTES = 32;

/**
 * A blob for the command `offer` of services/sealed-provisioning.md, and the check of the appliance's answer. Never the
 * same twice. Throws a UserError, without any of the values in it, for what can't be sealed.
 */
export function makeOffer({ code, ownerKey, device, state, network }: Offer): MadeOffer {
  if (!/^[0-9a-fA-F]{16}$/.test(device)) throw usage("an appliance's identifier has 16 hexadecimal digits");
  if (ownerKey.length !== OWNER_KEY_BYTES) throw usage(`an owner key has ${OWNER_KEY_BYTES} bytes`);
  const said = readState(state);
  if (said === null) throw usage("the appliance's register state is not one of version 2 of the format");
  if (said.version !== OFFER_VERSION)
    throw usage(
      `the appliance takes version ${said.version} of the format, and this is version ${OFFER_VERSION}`,
    );
  const secret = code === undefined ? ownerKey : toBytes(pairingCodeFrom(code));
  const offer = { secret, device: fromHex(device), challenge: said.challenge, network, ownerKey };
  try {
    const blob = sealOffer(nodeCrypto, offer, randomBytes(NONCE_BYTES));
    return { blob, isAcceptedBy: (report) => provesAcceptance(nodeCrypto, secret, blob, report) };
  } catch (error) {
    if (error instanceof RangeError) throw usage(error.message);
    throw error;
  }
}

/** A key of a new owner: 32 random bytes. */
export function newOwnerKey(): Uint8Array {
  return new Uint8Array(randomBytes(OWNER_KEY_BYTES));
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
