/** An MQTT 3.1.1 broker as the device sees one; packets are read and written by mqtt-packet. */
import mqtt from "mqtt-packet";

/** MQTT 3.1.1, 3.1: a CONNECT packet's fixed header. */
const CONNECT = 0x10;

export function looksLikeMqtt(bytes: Uint8Array): boolean {
  return bytes[0] === CONNECT;
}

/** Length of the first whole packet in `bytes`; 0 while it is incomplete. Throws on an endless length (MQTT 3.1.1, 2.2.3). */
export function packetLength(bytes: Uint8Array): number {
  let remaining = 0;
  for (let i = 1; i <= 4; i++) {
    if (i >= bytes.length) return 0;
    remaining += (bytes[i] & 0x7f) * 128 ** (i - 1);
    if (bytes[i] < 0x80) return bytes.length >= 1 + i + remaining ? 1 + i + remaining : 0;
  }
  throw new RangeError("malformed MQTT remaining length");
}

/** What a broker that accepts everything and has no other clients answers to one packet; null for nothing. */
export function brokerReply(packet: Uint8Array): Uint8Array | null {
  const parser = mqtt.parser({ protocolVersion: 4 });
  let received: mqtt.Packet | null = null;
  parser.on("packet", (p) => {
    received = p;
  });
  parser.on("error", (error: unknown) => {
    throw error;
  });
  parser.parse(packet as Buffer);
  const reply = received === null ? null : replyTo(received as mqtt.Packet);
  return reply === null ? null : new Uint8Array(mqtt.generate(reply));
}

function replyTo(packet: mqtt.Packet): mqtt.Packet | null {
  switch (packet.cmd) {
    case "connect":
      return { cmd: "connack", returnCode: 0, sessionPresent: false };
    case "subscribe":
      return {
        cmd: "suback",
        messageId: packet.messageId,
        granted: packet.subscriptions.map((s) => Math.min(s.qos, 1)),
      };
    case "unsubscribe":
      return { cmd: "unsuback", messageId: packet.messageId, granted: [] };
    case "publish":
      return packet.qos === 1 ? { cmd: "puback", messageId: packet.messageId } : null;
    case "pingreq":
      return { cmd: "pingresp" };
    default:
      return null;
  }
}
