/** Finds the end of an MQTT packet among bytes that are still arriving (MQTT 3.1.1, 2.2.3). */

import { MqttError } from "./packet.ts";

/** Bytes of the packet that `bytes` starts with; 0 while it is incomplete. Throws MqttError on a length without an end. */
export function packetLength(bytes: Uint8Array): number {
  const length = announcedLength(bytes);
  return bytes.length < length ? 0 : length;
}

/** Bytes that the packet will have in all; 0 while its header is incomplete. Throws MqttError on a length without an end. */
export function announcedLength(bytes: Uint8Array): number {
  let remaining = 0;
  for (let i = 1; i <= 4; i++) {
    if (i >= bytes.length) return 0;
    remaining += (bytes[i] & 0x7f) * 128 ** (i - 1);
    if (bytes[i] < 0x80) return 1 + i + remaining;
  }
  throw new MqttError("malformed MQTT remaining length");
}
