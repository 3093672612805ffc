/** MQTT 3.1.1 brokers in the simulated cloud. */
import { BROKER, MAX_UNDERWAY_BYTES } from "../../engine/budget.ts";
import { FORK, type Forker } from "../../engine/fork.ts";
import { fromLatin1, toLatin1 } from "../../tape/bytes.ts";
import { decodePacket } from "../mqtt/decode-packet.ts";
import { encodePacket } from "../mqtt/encode-packet.ts";
import type { MqttPacket, Publish } from "../mqtt/packet.ts";
import { packetLength } from "../mqtt/packet-length.ts";
import type { Segment } from "../reply.ts";
import type { Answer, Call, ProtocolServer, Publication, ServerMessage } from "./protocol-server.ts";

/** MQTT 3.1.1, 3.1: a CONNECT packet's fixed header. */
const CONNECT = 0x10;
/** A client may be silent for one and a half times its keep-alive (MQTT 3.1.1, 3.1.2.10). */
const KEEP_ALIVE_FACTOR_MICROS = 1_500_000;

/** All brokers of a world: one at each name and port. */
export class MqttServer implements ProtocolServer {
  readonly name = "mqtt";
  readonly channel = "mqtt";
  private readonly brokers = new Map<string, Broker>();
  /** Publications to be kept, by topic: brokers that firmware has yet to find have them too. */
  private readonly retained = new Map<string, string>();

  recognises(firstBytes: Uint8Array): boolean {
    return looksLikeMqtt(firstBytes);
  }

  receive(bytes: Uint8Array, { peer }: Call): Answer {
    const broker = this.brokerAt(peer);
    const segments: Segment[] = [];
    let takenBytes = 0;
    let saidBytes = 0;
    const answer = (end: Answer["end"]): Answer => ({
      takenBytes,
      neededBytes: 0,
      segments,
      end,
      silenceMicros: broker.silenceMicros,
    });
    try {
      for (;;) {
        const rest = bytes.subarray(takenBytes);
        const length = packetLength(rest);
        if (length === 0) return answer("stay");
        const reaction = broker.receive(rest.subarray(0, length));
        takenBytes += length;
        for (const reply of reaction.replies) {
          saidBytes += reply.length;
          segments.push({ afterMicros: 0, bytes: reply });
        }
        if (reaction.hangUp || saidBytes > MAX_UNDERWAY_BYTES) return answer("close");
      }
    } catch {
      return answer("close");
    }
  }

  [FORK](forker: Forker): MqttServer {
    return forker.copyFields(this);
  }

  disconnected(peer: string): void {
    this.brokers.get(peer)?.disconnected();
  }

  get subscribed(): string[] {
    return [...this.brokers.values()].flatMap((broker) => broker.subscribed);
  }

  publish({ topic, payload, retain }: Publication): ServerMessage[] {
    if (retain) this.retained.set(topic, payload);
    return [...this.brokers].flatMap(([peer, broker]) => {
      const bytes = broker.publish(topic, payload, retain);
      return bytes === null ? [] : [{ peer, bytes }];
    });
  }

  private brokerAt(peer: string): Broker {
    const known = this.brokers.get(peer);
    if (known !== undefined) return known;
    const broker = new Broker();
    for (const [topic, payload] of this.retained) broker.publish(topic, payload, true);
    this.brokers.set(peer, broker);
    return broker;
  }
}

export function looksLikeMqtt(bytes: Uint8Array): boolean {
  return bytes[0] === CONNECT;
}

/** Reaction of the broker to one packet. */
export interface BrokerReaction {
  readonly replies: readonly Uint8Array[];
  readonly hangUp: boolean;
}

/** One broker: what it keeps between connections, and the session of the device. */
export class Broker {
  private readonly retained = new Map<string, string>();
  private retainedBytes = 0;
  private subscriptions: { topic: string; qos: 0 | 1 }[] = [];
  private will: { topic: string; payload: string; retain: boolean } | null = null;
  private messageId = 0;
  /** Longest silence that the session allows, microseconds; 0 for any. */
  silenceMicros = 0;
  private connected = false;

  [FORK](forker: Forker): Broker {
    return forker.copyFields(this);
  }

  get subscribed(): string[] {
    return this.subscriptions.map(({ topic }) => topic);
  }

  /** Takes one whole packet. Throws MqttError on what is not MQTT. */
  receive(bytes: Uint8Array): BrokerReaction {
    const packet = decodePacket(bytes);
    // The first packet must be CONNECT, and there is one only (MQTT 3.1.1, 3.1).
    if ((packet.type === "connect") === this.connected) return { replies: [], hangUp: true };
    switch (packet.type) {
      case "connect": {
        const { will } = packet;
        this.connected = true;
        this.silenceMicros = packet.keepAliveSeconds * KEEP_ALIVE_FACTOR_MICROS;
        if (packet.cleanSession) this.subscriptions = [];
        this.will =
          will === null ? null : { topic: will.topic, payload: toLatin1(will.payload), retain: will.retain };
        return send({ type: "connack", returnCode: 0, sessionPresent: false });
      }
      case "subscribe": {
        const granted = packet.subscriptions.map(({ topicFilter, qos }) => ({
          topic: topicFilter,
          qos: Math.min(qos, 1) as 0 | 1,
        }));
        // A filter that is there already is replaced (MQTT 3.1.1, 3.8.4).
        const filters = new Set(granted.map(({ topic }) => topic));
        this.subscriptions = [...this.subscriptions.filter(({ topic }) => !filters.has(topic)), ...granted];
        if (this.subscriptions.length > BROKER.subscriptions) return { replies: [], hangUp: true };
        const kept = [...this.retained].filter(([topic]) => granted.some((g) => matches(g.topic, topic)));
        return send(
          { type: "suback", packetId: packet.packetId, returnCodes: granted.map((g) => g.qos) },
          ...kept.map(([topic, payload]) => this.publication(topic, payload, true)),
        );
      }
      case "unsubscribe":
        this.subscriptions = this.subscriptions.filter((s) => !packet.topicFilters.includes(s.topic));
        return send({ type: "unsuback", packetId: packet.packetId });
      case "publish": {
        const { topic, qos, packetId } = packet;
        const payload = toLatin1(packet.payload);
        if (packet.retain && !this.keep(topic, payload)) return { replies: [], hangUp: true };
        const back = this.isSubscribed(topic) ? [this.publication(topic, payload, false)] : [];
        return qos === 1 ? send({ type: "puback", packetId: packetId! }, ...back) : send(...back);
      }
      case "pingreq":
        return send({ type: "pingresp" });
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
    return this.connected && this.isSubscribed(topic)
      ? encodePacket(this.publication(topic, payload, false))
      : null;
  }

  /** The device's connection is gone; its will is published. */
  disconnected(): void {
    this.connected = false;
    if (this.will?.retain === true) this.keep(this.will.topic, this.will.payload);
    this.will = null;
  }

  /** False where there is no room. */
  private keep(topic: string, payload: string): boolean {
    const sizeOf = (kept: string | undefined) => (kept === undefined ? 0 : topic.length + kept.length);
    const before = this.retained.get(topic);
    // An empty retained message removes the one that is kept (MQTT 3.1.1, 3.3.1.3).
    const sizeBytes = this.retainedBytes - sizeOf(before) + (payload === "" ? 0 : sizeOf(payload));
    const count = this.retained.size + (before === undefined ? 1 : 0);
    if (payload !== "" && (sizeBytes > BROKER.retainedBytes || count > BROKER.retained)) return false;
    if (payload === "") this.retained.delete(topic);
    else this.retained.set(topic, payload);
    this.retainedBytes = sizeBytes;
    return true;
  }

  private isSubscribed(topic: string): boolean {
    return this.subscriptions.some((s) => matches(s.topic, topic));
  }

  private publication(topic: string, payload: string, retain: boolean): Publish {
    const qos = this.subscriptions.some((s) => s.qos === 1 && matches(s.topic, topic)) ? 1 : 0;
    this.messageId = (this.messageId % 0xffff) + 1;
    return {
      type: "publish",
      topic,
      payload: fromLatin1(payload),
      qos,
      retain,
      dup: false,
      packetId: qos === 0 ? null : this.messageId,
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

function send(...packets: readonly MqttPacket[]): BrokerReaction {
  return { replies: packets.map(encodePacket), hangUp: false };
}
