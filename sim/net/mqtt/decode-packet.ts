/**
 * Reads one MQTT packet from its bytes. Two things that MQTT 3.1.1 forbids are let through, since devices in the field
 * do them: malformed UTF-8 becomes U+FFFD, and a password may come without a user name.
 */

import { decodeWholeUtf8 } from "../../tape/utf8.ts";
import {
  BRIDGE_LEVEL,
  CONNECT_FLAGS,
  type Connect,
  fixedFlags,
  MqttError,
  type MqttPacket,
  PACKET_TYPES,
  type Publish,
  type Qos,
  WILL_QOS_SHIFT,
} from "./packet.ts";
import { packetLength } from "./packet-length.ts";

const PROTOCOL_NAMES = ["MQTT", "MQIsdp"];
const PROTOCOL_LEVELS = [3, 4, 5];
/** From this level on, packets have properties. */
const PROPERTIES_LEVEL = 5;
const NO_SUBSCRIPTION = 0x80;

/** Reads one whole packet, of which `bytes` has nothing more and nothing less. Throws MqttError. */
export function decodePacket(bytes: Uint8Array): MqttPacket {
  if (packetLength(bytes) !== bytes.length) throw new MqttError("the packet's length is not the one it says");
  const type = PACKET_TYPES[bytes[0] >> 4] ?? null;
  if (type === null) throw new MqttError("the packet's type is a reserved one");
  const flags = bytes[0] & 0x0f;
  if (type !== "publish" && flags !== fixedFlags(type)) throw new MqttError(`wrong flags in ${type}`);
  const fields = new Fields(bytes, type);
  const packet = readFields(type, flags, fields);
  fields.end();
  return packet;
}

function readFields(type: MqttPacket["type"], flags: number, fields: Fields): MqttPacket {
  switch (type) {
    case "connect":
      return readConnect(fields);
    case "connack": {
      const acknowledged = fields.byte();
      if (acknowledged > 1) throw fields.malformed("reserved flags");
      return { type, sessionPresent: acknowledged === 1, returnCode: fields.byte() };
    }
    case "publish":
      return readPublish(flags, fields);
    case "puback":
    case "pubrec":
    case "pubrel":
    case "pubcomp":
    case "unsuback":
      return { type, packetId: fields.packetId() };
    case "subscribe":
      return {
        type,
        packetId: fields.packetId(),
        subscriptions: fields.list(() => ({ topicFilter: fields.text(), qos: fields.qos(fields.byte()) })),
      };
    case "suback":
      return {
        type,
        packetId: fields.packetId(),
        returnCodes: fields.list(() => {
          const code = fields.byte();
          return code === NO_SUBSCRIPTION ? code : fields.qos(code);
        }),
      };
    case "unsubscribe":
      return { type, packetId: fields.packetId(), topicFilters: fields.list(() => fields.text()) };
    case "pingreq":
    case "pingresp":
    case "disconnect":
      return { type };
  }
}

function readConnect(fields: Fields): Connect {
  const protocolName = fields.text();
  if (!PROTOCOL_NAMES.includes(protocolName)) throw fields.malformed("another protocol's name");
  const level = fields.byte();
  const protocolLevel = level & ~BRIDGE_LEVEL;
  if (!PROTOCOL_LEVELS.includes(protocolLevel)) throw fields.malformed("an unknown protocol level");
  const flags = fields.byte();
  const has = (flag: number) => (flags & flag) !== 0;
  if (has(CONNECT_FLAGS.reserved)) throw fields.malformed("a reserved flag");
  const willQos = fields.qos((flags >> WILL_QOS_SHIFT) & 0b11);
  if (!has(CONNECT_FLAGS.will) && (willQos > 0 || has(CONNECT_FLAGS.willRetain)))
    throw fields.malformed("flags of a will without a will");
  const keepAliveSeconds = fields.number();
  const skipProperties = () => {
    if (protocolLevel >= PROPERTIES_LEVEL) fields.skipProperties();
  };
  skipProperties();
  const clientId = fields.text();
  let will: Connect["will"] = null;
  if (has(CONNECT_FLAGS.will)) {
    skipProperties();
    const topic = fields.text();
    will = { topic, payload: fields.data(), qos: willQos, retain: has(CONNECT_FLAGS.willRetain) };
  }
  return {
    type: "connect",
    protocolName,
    protocolLevel,
    isBridge: (level & BRIDGE_LEVEL) !== 0,
    cleanSession: has(CONNECT_FLAGS.cleanSession),
    keepAliveSeconds,
    clientId,
    will,
    userName: has(CONNECT_FLAGS.userName) ? fields.text() : null,
    password: has(CONNECT_FLAGS.password) ? fields.data() : null,
  };
}

function readPublish(flags: number, fields: Fields): Publish {
  const qos = fields.qos((flags >> 1) & 0b11);
  return {
    type: "publish",
    topic: fields.text(),
    packetId: qos === 0 ? null : fields.packetId(),
    payload: fields.rest(),
    qos,
    retain: (flags & 0b0001) !== 0,
    dup: (flags & 0b1000) !== 0,
  };
}

/** The fields of one packet, one after the other. */
class Fields {
  private at = 1;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly type: MqttPacket["type"],
  ) {
    this.variableNumber();
  }

  malformed(what: string): MqttError {
    return new MqttError(`${what} in ${this.type}`);
  }

  byte(): number {
    return this.take(1)[0];
  }

  /** Two bytes, the higher one first (1.5.2). */
  number(): number {
    const [high, low] = this.take(2);
    return (high << 8) | low;
  }

  /** 2.3.1 */
  packetId(): number {
    const id = this.number();
    if (id === 0) throw this.malformed("packet identifier 0");
    return id;
  }

  /** 1.5.3 */
  text(): string {
    return decodeWholeUtf8(this.data());
  }

  /** Bytes behind their number. */
  data(): Uint8Array {
    return this.take(this.number()).slice();
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at).slice();
  }

  /** Whatever fills the packet; at least one. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.at < this.bytes.length) items.push(read());
    return items;
  }

  qos(value: number): Qos {
    if (value > 2) throw this.malformed("an unknown quality of service");
    return value as Qos;
  }

  /** MQTT 5.0, 2.2.2 */
  skipProperties(): void {
    this.take(this.variableNumber());
  }

  end(): void {
    if (this.at < this.bytes.length) throw this.malformed("bytes behind the last field");
  }

  /** 2.2.3 */
  private variableNumber(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 128 ** i;
      if (byte < 0x80) return value;
    }
    throw this.malformed("a length without an end");
  }

  private take(sizeBytes: number): Uint8Array {
    const end = this.at + sizeBytes;
    if (end > this.bytes.length) throw this.malformed("a field that is cut short");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
