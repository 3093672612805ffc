/** Writes one MQTT packet as bytes. */

import { concatAll, toBytes } from "../../tape/bytes.ts";
import {
  BRIDGE_LEVEL,
  CONNECT_FLAGS,
  type Connect,
  fixedFlags,
  MAX_REMAINING_BYTES,
  MqttError,
  type MqttPacket,
  PACKET_TYPES,
  WILL_QOS_SHIFT,
} from "./packet.ts";

const MAX_NUMBER = 0xffff;
/** Its packets have properties, which this writer has none of. */
const PROPERTIES_LEVEL = 5;

/** Throws MqttError for what does not fit into its field. */
export function encodePacket(packet: MqttPacket): Uint8Array {
  const body = concatAll(fieldsOf(packet));
  if (body.length > MAX_REMAINING_BYTES) throw new MqttError(`too much content in ${packet.type}`);
  const first = (PACKET_TYPES.indexOf(packet.type) << 4) | flagsOf(packet);
  return concatAll([Uint8Array.of(first, ...remainingLength(body.length)), body]);
}

function flagsOf(packet: MqttPacket): number {
  if (packet.type !== "publish") return fixedFlags(packet.type);
  return (packet.dup ? 0b1000 : 0) | (packet.qos << 1) | (packet.retain ? 0b0001 : 0);
}

function fieldsOf(packet: MqttPacket): Uint8Array[] {
  switch (packet.type) {
    case "connect":
      return connectFields(packet);
    case "connack":
      return [Uint8Array.of(packet.sessionPresent ? 1 : 0, packet.returnCode)];
    case "publish":
      return [
        text(packet.topic),
        packet.qos === 0 ? new Uint8Array() : packetId(packet.packetId),
        packet.payload,
      ];
    case "puback":
    case "pubrec":
    case "pubrel":
    case "pubcomp":
    case "unsuback":
      return [packetId(packet.packetId)];
    case "subscribe":
      return [
        packetId(packet.packetId),
        ...filled(packet.subscriptions).flatMap(({ topicFilter, qos }) => [
          text(topicFilter),
          Uint8Array.of(qos),
        ]),
      ];
    case "suback":
      return [packetId(packet.packetId), Uint8Array.from(filled(packet.returnCodes))];
    case "unsubscribe":
      return [packetId(packet.packetId), ...filled(packet.topicFilters).map(text)];
    case "pingreq":
    case "pingresp":
    case "disconnect":
      return [];
  }
}

function connectFields(packet: Connect): Uint8Array[] {
  const { will, userName, password } = packet;
  if (packet.protocolLevel >= PROPERTIES_LEVEL) throw new MqttError("MQTT 5.0 is read, but not written");
  const flags =
    (packet.cleanSession ? CONNECT_FLAGS.cleanSession : 0) |
    (will === null ? 0 : CONNECT_FLAGS.will | (will.qos << WILL_QOS_SHIFT)) |
    (will?.retain ? CONNECT_FLAGS.willRetain : 0) |
    (password === null ? 0 : CONNECT_FLAGS.password) |
    (userName === null ? 0 : CONNECT_FLAGS.userName);
  return [
    text(packet.protocolName),
    Uint8Array.of(packet.protocolLevel | (packet.isBridge ? BRIDGE_LEVEL : 0), flags),
    number(packet.keepAliveSeconds),
    text(packet.clientId),
    ...(will === null ? [] : [text(will.topic), data(will.payload)]),
    ...(userName === null ? [] : [text(userName)]),
    ...(password === null ? [] : [data(password)]),
  ];
}

/** 2.2.3: seven bits a byte, the lowest first. */
function remainingLength(sizeBytes: number): number[] {
  const bytes: number[] = [];
  let rest = sizeBytes;
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

function number(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > MAX_NUMBER)
    throw new MqttError(`a number that is not from 0 to ${MAX_NUMBER}`);
  return Uint8Array.of(value >> 8, value & 0xff);
}

function packetId(value: number | null): Uint8Array {
  if (value === null || value === 0) throw new MqttError("a packet without its identifier");
  return number(value);
}

function text(value: string): Uint8Array {
  return data(toBytes(value));
}

function data(value: Uint8Array): Uint8Array {
  if (value.length > MAX_NUMBER) throw new MqttError(`a field of more than ${MAX_NUMBER} bytes`);
  return concatAll([number(value.length), value]);
}

function filled<T>(items: readonly T[]): readonly T[] {
  if (items.length === 0) throw new MqttError("a list without entries");
  return items;
}
