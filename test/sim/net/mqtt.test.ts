import fc from "fast-check";
import mqtt from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { packetLength } from "../../../sim/net/mqtt/packet-length.ts";
import { Broker, type BrokerReaction, looksLikeMqtt, matches } from "../../../sim/net/protocols/mqtt.ts";
import { concat } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

const CONNECT = bytes({
  cmd: "connect",
  clientId: "kettle",
  clean: true,
  keepalive: 30,
  protocolId: "MQTT",
  protocolVersion: 4,
});

function bytes(packet: mqtt.Packet): Uint8Array {
  return new Uint8Array(mqtt.generate(packet));
}

function subscribe(topic: string, qos: 0 | 1 | 2 = 0): Uint8Array {
  return bytes({ cmd: "subscribe", messageId: 7, subscriptions: [{ topic, qos }] });
}

function publish(
  topic: string,
  payload: string,
  options: { qos?: 0 | 1; retain?: boolean } = {},
): Uint8Array {
  const { qos = 0, retain = false } = options;
  return bytes({ cmd: "publish", topic, payload, qos, retain, dup: false, messageId: 9 });
}

/** Replies as packets, with their payload as text. */
function read({ replies }: Pick<BrokerReaction, "replies">): Record<string, unknown>[] {
  return replies.map((reply) => {
    let packet: Record<string, unknown> = {};
    const parser = mqtt.parser({ protocolVersion: 4 });
    parser.on("packet", (read) => {
      packet = { ...read, ...("payload" in read && { payload: String(read.payload) }) };
    });
    parser.parse(Buffer.from(reply));
    return packet;
  });
}

function connected(connect: Uint8Array = CONNECT): Broker {
  const broker = new Broker();
  broker.receive(connect);
  return broker;
}

describe("the MQTT broker", () => {
  it("accepts a connection with the answer of the specification", () => {
    // MQTT 3.1.1, 3.2: no session present, return code 0.
    expect(new Broker().receive(CONNECT)).toEqual({ replies: [Uint8Array.of(0x20, 2, 0, 0)], hangUp: false });
  });

  it("hangs up on whoever does not start with CONNECT, or sends it twice", () => {
    expect(new Broker().receive(publish("a", "b")).hangUp).toBe(true);
    expect(connected().receive(CONNECT).hangUp).toBe(true);
  });

  it("delivers what others publish to topics that the device has subscribed to", () => {
    const broker = connected();

    const [suback] = read(broker.receive(subscribe("home/+/set")));
    const hit = broker.publish("home/kettle/set", "on", false);
    const miss = broker.publish("home/kettle/get", "?", false);

    expect(suback).toMatchObject({ cmd: "suback", messageId: 7, granted: [0] });
    expect(read({ replies: [hit!] })).toMatchObject([
      { cmd: "publish", topic: "home/kettle/set", payload: "on", qos: 0 },
    ]);
    expect(miss).toBeNull();
  });

  it("stops delivering after an unsubscription", () => {
    const broker = connected();
    broker.receive(subscribe("a"));

    const [unsuback] = read(
      broker.receive(bytes({ cmd: "unsubscribe", messageId: 8, unsubscriptions: ["a"] })),
    );

    expect(unsuback).toMatchObject({ cmd: "unsuback", messageId: 8 });
    expect(broker.publish("a", "x", false)).toBeNull();
  });

  it("hands a retained message to whoever subscribes later, until an empty one removes it", () => {
    const broker = connected();
    broker.publish("state", "boiling", true);

    const [, kept] = read(broker.receive(subscribe("state")));
    broker.publish("state", "", true);
    const after = read(broker.receive(subscribe("state")));

    expect(kept).toMatchObject({ topic: "state", payload: "boiling", retain: true });
    expect(after).toHaveLength(1);
  });

  it("acknowledges a publication at QoS 1, and gives an own subscription its copy", () => {
    const broker = connected();
    broker.receive(subscribe("a", 1));

    const [puback, copy] = read(broker.receive(publish("a", "x", { qos: 1 })));

    expect(puback).toMatchObject({ cmd: "puback", messageId: 9 });
    expect(copy).toMatchObject({ cmd: "publish", payload: "x", qos: 1 });
  });

  it("grants at most QoS 1", () => {
    expect(read(connected().receive(subscribe("a", 2)))[0]).toMatchObject({ granted: [1] });
  });

  it("publishes the will when the connection breaks, and not after a proper goodbye", () => {
    const will = { topic: "gone", payload: Buffer.from("yes"), qos: 0 as const, retain: true };
    const connect = bytes({
      cmd: "connect",
      clientId: "k",
      clean: true,
      keepalive: 0,
      protocolId: "MQTT",
      protocolVersion: 4,
      will,
    });
    const [broken, polite] = [connected(connect), connected(connect)];

    broken.disconnected();
    expect(polite.receive(bytes({ cmd: "disconnect" })).hangUp).toBe(true);
    polite.disconnected();

    for (const broker of [broken, polite]) broker.receive(CONNECT);
    expect(read(broken.receive(subscribe("gone")))).toMatchObject([
      { cmd: "suback" },
      { topic: "gone", payload: "yes" },
    ]);
    expect(read(polite.receive(subscribe("gone")))).toHaveLength(1);
  });

  it("allows one and a half times the keep-alive of silence", () => {
    expect(connected().silenceMicros).toBe(45_000_000);
  });

  it("answers a ping", () => {
    expect(connected().receive(bytes({ cmd: "pingreq" })).replies).toEqual([Uint8Array.of(0xd0, 0)]);
  });

  it("keeps a payload's bytes as they are", () => {
    const payload = Uint8Array.from({ length: 256 }, (_, i) => i);
    const broker = connected();
    broker.receive(subscribe("raw"));
    const sent = bytes({
      cmd: "publish",
      topic: "raw",
      payload: Buffer.from(payload),
      qos: 0,
      retain: false,
      dup: false,
    });

    const [copy] = broker.receive(sent).replies;

    expect(copy.slice(-256)).toEqual(payload);
  });

  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/c", false],
    ["a/+", "a/b", true],
    ["a/+", "a/b/c", false],
    ["a/+", "a", false],
    ["a/#", "a/b/c", true],
    ["a/#", "a", true],
    ["#", "a/b", true],
    ["+/b", "/b", true],
  ])("the filter %s and the topic %s: %s", (filter, topic, expected) => {
    expect(matches(filter, topic)).toBe(expected);
  });

  it("finds where a packet ends, and waits while it is incomplete", () => {
    const long = publish("topic", "x".repeat(200));

    expect(packetLength(concat(long, CONNECT))).toBe(long.length);
    for (let end = 0; end < long.length; end++) expect(packetLength(long.subarray(0, end))).toBe(0);
  });

  it("refuses a length that never ends", () => {
    expect(() => packetLength(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01))).toThrow(/remaining length/);
  });

  it("is recognised by a CONNECT only", () => {
    expect(looksLikeMqtt(CONNECT)).toBe(true);
    expect(looksLikeMqtt(new Uint8Array())).toBe(false);
  });

  it("refuses garbage without breaking, before and after a connection", () => {
    const valid = [
      CONNECT,
      subscribe("a/b", 1),
      publish("a", "hello", { qos: 1 }),
      bytes({ cmd: "pingreq" }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 5 }),
        fc.boolean(),
        (original, changes, first) => {
          const broken = original.slice();
          for (const [at, value] of changes) broken[at % broken.length] = value;
          const broker = first ? new Broker() : connected();
          try {
            const length = packetLength(broken);
            if (length > 0) broker.receive(broken.slice(0, length));
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect(error).not.toBeInstanceOf(TypeError);
          }
        },
      ),
      { numRuns: TRIES },
    );
  });
});
