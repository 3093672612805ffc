/** Handover of credentials on the bus in the clear: services/provisioning.md. */
import type { Packet } from "../bus/frame.ts";
import type { Credentials } from "../radio/wpa.ts";
import { toBytes } from "../tape/bytes.ts";

export const PROVISIONING_CLASS = 0x1e5f0a7c;
const COMMAND = { offer: 0x80, reset: 0x81 };

/** `index` is the service's at the device. */
export function clearOffer(index: number, { ssid, psk }: Credentials): Packet {
  return { index, command: COMMAND.offer, data: toBytes(`${ssid}\0${psk}\0`) };
}

export function clearReset(index: number): Packet {
  return { index, command: COMMAND.reset, data: new Uint8Array() };
}
