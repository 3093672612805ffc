/** Packets of MQTT 3.1.1 (OASIS Standard, 29 October 2014), as plain data. Numbers in comments are its sections. */

/** Quality of service: at most once, at least once, exactly once (4.3). */
export type Qos = 0 | 1 | 2;

/** Message that the server publishes for a client that vanishes (3.1.2.5). */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** 3.1 */
export interface Connect {
  readonly type: "connect";
  /** `MQTT`; in MQTT 3.1 `MQIsdp`. */
  readonly protocolName: string;
  /** 4 is MQTT 3.1.1; 3 is 3.1, and 5 is 5.0, of which everything but its properties is read. */
  readonly protocolLevel: number;
  /** The top bit of the level, by which a broker says that it connects to another. */
  readonly isBridge: boolean;
  readonly cleanSession: boolean;
  readonly keepAliveSeconds: number;
  readonly clientId: string;
  readonly will: Will | null;
  readonly userName: string | null;
  readonly password: Uint8Array | null;
}

/** 3.2 */
export interface Connack {
  readonly type: "connack";
  readonly sessionPresent: boolean;
  /** 0 for an accepted connection. */
  readonly returnCode: number;
}

/** 3.3 */
export interface Publish {
  readonly type: "publish";
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  /** Sent before, without an acknowledgement. */
  readonly dup: boolean;
  /** Null with quality of service 0. */
  readonly packetId: number | null;
}

/** 3.4 to 3.7, and 3.11 */
export interface Acknowledgement {
  readonly type: "puback" | "pubrec" | "pubrel" | "pubcomp" | "unsuback";
  readonly packetId: number;
}

/** 3.8 */
export interface Subscribe {
  readonly type: "subscribe";
  readonly packetId: number;
  /** At least one. */
  readonly subscriptions: readonly { readonly topicFilter: string; readonly qos: Qos }[];
}

/** 3.9 */
export interface Suback {
  readonly type: "suback";
  readonly packetId: number;
  /** What each subscription gets; 0x80 for none. */
  readonly returnCodes: readonly (Qos | 0x80)[];
}

/** 3.10 */
export interface Unsubscribe {
  readonly type: "unsubscribe";
  readonly packetId: number;
  /** At least one. */
  readonly topicFilters: readonly string[];
}

/** 3.12 to 3.14 */
export interface Signal {
  readonly type: "pingreq" | "pingresp" | "disconnect";
}

export type MqttPacket =
  | Connect
  | Connack
  | Publish
  | Acknowledgement
  | Subscribe
  | Suback
  | Unsubscribe
  | Signal;

/** Bytes that are no MQTT packet, or a packet that has no bytes. The message says what is wrong, and holds no content. */
export class MqttError extends Error {
  override readonly name = "MqttError";
}

/** Packet types, at the number that a packet's first byte gives them (2.2.1). */
export const PACKET_TYPES = [
  null,
  "connect",
  "connack",
  "publish",
  "puback",
  "pubrec",
  "pubrel",
  "pubcomp",
  "subscribe",
  "suback",
  "unsubscribe",
  "unsuback",
  "pingreq",
  "pingresp",
  "disconnect",
] as const satisfies readonly (MqttPacket["type"] | null)[];

/** Lower four bits of a packet's first byte, which only PUBLISH has a use for (2.2.2). */
export function fixedFlags(type: MqttPacket["type"]): number {
  return type === "pubrel" || type === "subscribe" || type === "unsubscribe" ? 0b0010 : 0;
}

/** Flags of CONNECT (3.1.2.3). */
export const CONNECT_FLAGS = {
  reserved: 0x01,
  cleanSession: 0x02,
  will: 0x04,
  willRetain: 0x20,
  password: 0x40,
  userName: 0x80,
} as const;
export const WILL_QOS_SHIFT = 3;
/** Flag of the protocol level by which bridges are known (Mosquitto). */
export const BRIDGE_LEVEL = 0x80;
/** Most that a remaining length of four bytes says (2.2.3). */
export const MAX_REMAINING_BYTES = 0x0fff_ffff;
