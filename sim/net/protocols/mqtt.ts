/** An MQTT 3.1.1 broker as the device's one connection sees it; packets are read and written by mqtt-packet. */
import mqtt from "mqtt-packet";
import { concat, fromLatin1, toBytes, toLatin1 } from "../../tape/bytes.ts";

/** MQTT 3.1.1, 3.1: a CONNECT packet's fixed header. */
const CONNECT = 0x10;
/** A client may be silent for one and a half times its keep-alive (MQTT 3.1.1, 3.1.2.10). */
const KEEP_ALIVE_FACTOR_MICROS = 1_500_000;

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

/** What one packet makes the broker do. */
export interface BrokerReaction {
  readonly replies: readonly Uint8Array[];
  readonly hangUp: boolean;
}

/** One broker: what it keeps between connections, and the session of the device. */
export class Broker {
  private readonly retained = new Map<string, string>();
  private subscriptions: { topic: string; qos: 0 | 1 }[] = [];
  private will: { topic: string; payload: string; retain: boolean } | null = null;
  private messageId = 0;
  /** Longest silence that the session allows, microseconds; 0 for any. */
  silenceMicros = 0;
  private connected = false;

  /** Takes one whole packet. Throws on what is not MQTT. */
  receive(bytes: Uint8Array): BrokerReaction {
    const packet = parse(bytes);
    if (packet === null) return { replies: [], hangUp: true };
    // The first packet must be CONNECT, and there is one only (MQTT 3.1.1, 3.1).
    if ((packet.cmd === "connect") === this.connected) return { replies: [], hangUp: true };
    switch (packet.cmd) {
      case "connect":
        this.connected = true;
        this.silenceMicros = (packet.keepalive ?? 0) * KEEP_ALIVE_FACTOR_MICROS;
        if (packet.clean !== false) this.subscriptions = [];
        this.will =
          packet.will === undefined
            ? null
            : {
                topic: packet.will.topic,
                payload: latin1(packet.will.payload),
                retain: packet.will.retain === true,
              };
        return send({ cmd: "connack", returnCode: 0, sessionPresent: false });
      case "subscribe": {
        const granted = packet.subscriptions.map(({ topic, qos }) => ({
          topic,
          qos: Math.min(qos, 1) as 0 | 1,
        }));
        this.subscriptions.push(...granted);
        const kept = [...this.retained].filter(([topic]) => granted.some((g) => matches(g.topic, topic)));
        return send(
          { cmd: "suback", messageId: packet.messageId, granted: granted.map((g) => g.qos) },
          ...kept.map(([topic, payload]) => this.publication(topic, payload, true)),
        );
      }
      case "unsubscribe":
        this.subscriptions = this.subscriptions.filter((s) => !packet.unsubscriptions.includes(s.topic));
        return send({ cmd: "unsuback", messageId: packet.messageId, granted: [] });
      case "publish": {
        const payload = latin1(packet.payload);
        if (packet.retain) this.keep(packet.topic, payload);
        const back = this.isSubscribed(packet.topic) ? [this.publication(packet.topic, payload, false)] : [];
        return packet.qos === 1
          ? send({ cmd: "puback", messageId: packet.messageId }, ...back)
          : send(...back);
      }
      case "pingreq":
        return send({ cmd: "pingresp" });
      case "disconnect":
        this.will = null;
        return { replies: [], hangUp: true };
      default:
        return send();
    }
  }

  /** Somebody else publishes: the packet for the device if it has subscribed, else null. */
  publish(topic: string, payload: string, retain: boolean): Uint8Array | null {
    if (retain) this.keep(topic, payload);
    return this.connected && this.isSubscribed(topic) ? write(this.publication(topic, payload, false)) : null;
  }

  /** The device's connection is gone; its will is published. */
  disconnected(): void {
    this.connected = false;
    if (this.will?.retain === true) this.keep(this.will.topic, this.will.payload);
    this.will = null;
  }

  private keep(topic: string, payload: string): void {
    // An empty retained message removes the one that is kept (MQTT 3.1.1, 3.3.1.3).
    if (payload === "") this.retained.delete(topic);
    else this.retained.set(topic, payload);
  }

  private isSubscribed(topic: string): boolean {
    return this.subscriptions.some((s) => matches(s.topic, topic));
  }

  private publication(topic: string, payload: string, retain: boolean): mqtt.Packet {
    const qos = this.subscriptions.some((s) => s.qos === 1 && matches(s.topic, topic)) ? 1 : 0;
    this.messageId = (this.messageId % 0xffff) + 1;
    return {
      cmd: "publish",
      topic,
      payload: fromLatin1(payload) as Buffer,
      qos,
      retain,
      dup: false,
      messageId: this.messageId,
    };
  }
}

/** Topic filters with `+` and `#` (MQTT 3.1.1, 4.7). */
export function matches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === "#") return true;
    if (i >= levels.length || (wanted[i] !== "+" && wanted[i] !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}

/** Throws RangeError on what is not MQTT, whatever the codec stumbles over. */
function parse(bytes: Uint8Array): mqtt.Packet | null {
  const parser = mqtt.parser({ protocolVersion: 4 });
  let received: mqtt.Packet | null = null;
  let malformed = false;
  parser.on("packet", (packet) => {
    received = packet;
  });
  parser.on("error", () => {
    malformed = true;
  });
  try {
    parser.parse(bytes as Buffer);
  } catch {
    malformed = true;
  }
  if (malformed || (received !== null && !isComplete(received)))
    throw new RangeError("malformed MQTT packet");
  return received;
}

/** The codec lets packets pass that end too early, without the fields that their kind must have. */
function isComplete(packet: mqtt.Packet): boolean {
  const numbered = typeof packet.messageId === "number" && packet.messageId > 0;
  const named = (topics: readonly unknown[] | undefined) =>
    topics !== undefined && topics.length > 0 && topics.every((topic) => typeof topic === "string");
  switch (packet.cmd) {
    case "publish":
      return named([packet.topic]) && packet.payload !== undefined && (packet.qos === 0 || numbered);
    case "subscribe":
      return numbered && named(packet.subscriptions?.map((s) => s.topic));
    case "unsubscribe":
      return numbered && named(packet.unsubscriptions);
    default:
      return true;
  }
}

function send(...packets: readonly mqtt.Packet[]): BrokerReaction {
  return { replies: packets.map(write), hangUp: false };
}

function write(packet: mqtt.Packet): Uint8Array {
  const parts: Uint8Array[] = [];
  const stream = {
    write(part: Uint8Array | string) {
      parts.push(typeof part === "string" ? toBytes(part) : part);
      return true;
    },
  };
  mqtt.writeToStream(packet, stream as unknown as NodeJS.WritableStream);
  return concat(...parts);
}

function latin1(payload: string | Buffer | undefined): string {
  return typeof payload === "string" ? payload : toLatin1(payload ?? new Uint8Array());
}
