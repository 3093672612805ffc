/** Reads the packets of one direction of an MQTT connection, however its bytes are split. */

import { concat } from "../../tape/bytes.ts";
import { decodePacket } from "./decode-packet.ts";
import { MqttError, type MqttPacket } from "./packet.ts";
import { announcedLength } from "./packet-length.ts";

/** Most bytes of one packet that are waited for, where nobody says otherwise. */
export const MAX_PACKET_BYTES = 1024 * 1024;

export class PacketStream {
  private arrived: Uint8Array = new Uint8Array();
  /** Start of the packet that comes next. */
  private at = 0;

  constructor(private readonly maxPacketBytes = MAX_PACKET_BYTES) {}

  /** Bytes that no packet has been made of yet. */
  get waitingBytes(): number {
    return this.arrived.length - this.at;
  }

  push(bytes: Uint8Array): void {
    this.arrived = concat(this.arrived.subarray(this.at), bytes);
    this.at = 0;
  }

  /** The packet that comes next; null while it is incomplete. Throws MqttError where it is malformed or too large. */
  next(): MqttPacket | null {
    const rest = this.arrived.subarray(this.at);
    const length = announcedLength(rest);
    if (length > this.maxPacketBytes)
      throw new MqttError(`a packet of more than ${this.maxPacketBytes} bytes`);
    if (length === 0 || length > rest.length) return null;
    const packet = decodePacket(rest.subarray(0, length));
    this.at += length;
    return packet;
  }
}
