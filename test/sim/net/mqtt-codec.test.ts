import fc from "fast-check";
import mqtt from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../../sim/net/mqtt/decode-packet.ts";
import { encodePacket } from "../../../sim/net/mqtt/encode-packet.ts";
import { MqttError, type MqttPacket, type Qos } from "../../../sim/net/mqtt/packet.ts";
import { PacketStream } from "../../../sim/net/mqtt/packet-stream.ts";
import { concatAll } from "../../../sim/tape/bytes.ts";
import { TRIES } from "../../soak.ts";

const qos = fc.constantFrom<Qos>(0, 1, 2);
const packetId = fc.integer({ min: 1, max: 0xffff });
const character = fc
  .oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(""));
const topic = text.map((levels) => `/${levels}`);
const data = fc.uint8Array({ maxLength: 20 });
const will = fc.record({ topic, payload: data, qos, retain: fc.boolean() });

const packet: fc.Arbitrary<MqttPacket> = fc.oneof(
  fc
    .record({
      type: fc.constant("connect" as const),
      version: fc.constantFrom(["MQTT", 4] as const, ["MQIsdp", 3] as const),
      isBridge: fc.boolean(),
      cleanSession: fc.boolean(),
      keepAliveSeconds: fc.nat(0xffff),
      clientId: topic,
      will: fc.option(will),
      user: fc.option(fc.record({ name: text, password: fc.option(data) })),
    })
    .map(({ version: [protocolName, protocolLevel], user, ...rest }) => ({
      ...rest,
      protocolName,
      protocolLevel,
      userName: user?.name ?? null,
      password: user?.password ?? null,
    })),
  fc.record({
    type: fc.constant("connack" as const),
    sessionPresent: fc.boolean(),
    returnCode: fc.nat(255),
  }),
  fc
    .record({
      type: fc.constant("publish" as const),
      topic,
      payload: fc.oneof(data, fc.uint8Array({ minLength: 120, maxLength: 140 })),
      qos,
      retain: fc.boolean(),
      dup: fc.boolean(),
      packetId,
    })
    .map((publish) => ({ ...publish, packetId: publish.qos === 0 ? null : publish.packetId })),
  fc.record({
    type: fc.constantFrom("puback", "pubrec", "pubrel", "pubcomp", "unsuback"),
    packetId,
  }),
  fc.record({
    type: fc.constant("subscribe" as const),
    packetId,
    subscriptions: fc.array(fc.record({ topicFilter: topic, qos }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant("suback" as const),
    packetId,
    returnCodes: fc.array(fc.constantFrom<Qos | 0x80>(0, 1, 2, 0x80), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant("unsubscribe" as const),
    packetId,
    topicFilters: fc.array(topic, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ type: fc.constantFrom("pingreq", "pingresp", "disconnect") }),
);

/** The packet as mqtt-packet, the reference, has it. */
function forReference(packet: MqttPacket): mqtt.Packet {
  const cmd = packet.type;
  switch (packet.type) {
    case "connect":
      return {
        cmd: "connect",
        protocolId: packet.protocolName as "MQTT",
        protocolVersion: packet.protocolLevel as 4,
        bridgeMode: packet.isBridge,
        clean: packet.cleanSession,
        keepalive: packet.keepAliveSeconds,
        clientId: packet.clientId,
        ...(packet.will !== null && { will: { ...packet.will, payload: Buffer.from(packet.will.payload) } }),
        ...(packet.userName !== null && { username: packet.userName }),
        ...(packet.password !== null && { password: Buffer.from(packet.password) }),
      } as mqtt.Packet;
    case "connack":
      return { cmd: "connack", sessionPresent: packet.sessionPresent, returnCode: packet.returnCode };
    case "publish": {
      const { packetId, payload, topic, qos, retain, dup } = packet;
      return {
        cmd: "publish",
        topic,
        qos,
        retain,
        dup,
        payload: Buffer.from(payload),
        messageId: packetId ?? undefined,
      };
    }
    case "subscribe":
      return {
        cmd: "subscribe",
        messageId: packet.packetId,
        subscriptions: packet.subscriptions.map(({ topicFilter, qos }) => ({ topic: topicFilter, qos })),
      };
    case "suback":
      return { cmd: "suback", messageId: packet.packetId, granted: [...packet.returnCodes] };
    case "unsubscribe":
      return { cmd: "unsubscribe", messageId: packet.packetId, unsubscriptions: [...packet.topicFilters] };
    default:
      return { cmd, ...("packetId" in packet && { messageId: packet.packetId }) } as mqtt.Packet;
  }
}

/** Packet that the reference reads, with only the fields that {@link forReference} gives it. */
function readByReference(bytes: Uint8Array): Record<string, unknown> {
  let read: Record<string, unknown> = {};
  const parser = mqtt.parser({ protocolVersion: 4 });
  parser.on("packet", (packet) => {
    read = { ...packet };
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.parse(Buffer.from(bytes));
  return read;
}

function written(packet: MqttPacket): Uint8Array {
  return new Uint8Array(mqtt.generate(forReference(packet)));
}

/** Damaged packets, and bytes of any kind behind a first byte that begins one. */
const malformed = fc.oneof(
  fc
    .tuple(packet, fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 5 }), fc.nat(8), data)
    .map(([original, changes, cut, more]) => {
      const bytes = encodePacket(original).slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return concatAll([bytes.subarray(0, bytes.length - Math.min(cut, bytes.length)), more]);
    }),
  fc.uint8Array({ maxLength: 60 }),
  fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 60 })).map(([first, body]) => {
    return Uint8Array.of(first, body.length, ...body);
  }),
);

describe("the MQTT codec", () => {
  it("writes every kind of packet with the bytes of mqtt-packet", () => {
    fc.assert(
      fc.property(packet, (original) => {
        expect(encodePacket(original)).toEqual(written(original));
      }),
      { numRuns: TRIES },
    );
  });

  it("reads every kind of packet that mqtt-packet writes", () => {
    fc.assert(
      fc.property(packet, (original) => {
        expect(decodePacket(written(original))).toEqual(original);
      }),
      { numRuns: TRIES },
    );
  });

  it("writes what mqtt-packet reads as the same packet", () => {
    fc.assert(
      fc.property(packet, (original) => {
        const expected = forReference(original);
        const read = readByReference(encodePacket(original));
        for (const [field, value] of Object.entries(expected)) {
          if (value === undefined || (field === "bridgeMode" && value === false)) continue;
          expect(read[field], field).toEqual(
            field === "subscriptions"
              ? (value as object[]).map((item) => expect.objectContaining(item))
              : value,
          );
        }
      }),
      { numRuns: TRIES },
    );
  });

  it("reads a stream of packets wherever it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (originals, cuts) => {
          const bytes = concatAll(originals.map(encodePacket));
          const stream = new PacketStream();
          const read: MqttPacket[] = [];
          const borders = [...cuts.filter((cut) => cut < bytes.length), 0, bytes.length].sort(
            (a, b) => a - b,
          );
          for (let i = 1; i < borders.length; i++) {
            stream.push(bytes.subarray(borders[i - 1], borders[i]));
            for (let next = stream.next(); next !== null; next = stream.next()) read.push(next);
          }
          expect(read).toEqual(originals);
          expect(stream.waitingBytes).toBe(0);
        },
      ),
      { numRuns: TRIES },
    );
  });

  it("throws nothing but its own error on whatever is no packet", () => {
    let refused = 0;
    fc.assert(
      fc.property(malformed, (bytes) => {
        try {
          const read = decodePacket(bytes);
          if (read.type !== "connect" || read.protocolLevel !== 5) encodePacket(read);
        } catch (error) {
          expect(error).toBeInstanceOf(MqttError);
          refused++;
        }
      }),
      { numRuns: TRIES },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it("throws nothing but its own error on a stream that is none", () => {
    fc.assert(
      fc.property(fc.array(malformed, { maxLength: 3 }), (pieces) => {
        const stream = new PacketStream(64);
        try {
          for (const piece of pieces) {
            stream.push(piece);
            while (stream.next() !== null);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MqttError);
        }
      }),
      { numRuns: TRIES },
    );
  });

  it("waits for no packet that is larger than the limit", () => {
    const stream = new PacketStream(100);

    stream.push(Uint8Array.of(0x30, 0xff, 0x7f));

    expect(() => stream.next()).toThrow("a packet of more than 100 bytes");
  });

  it.each<[string, number[]]>([
    ["a packet of the reserved type 0", [0x00, 0]],
    ["a packet of the reserved type 15", [0xf0, 0]],
    ["SUBSCRIBE with other flags", [0x80, 6, 0, 1, 0, 1, 0x61, 0]],
    ["SUBSCRIBE without a topic filter", [0x82, 2, 0, 1]],
    ["SUBSCRIBE with quality of service 3", [0x82, 6, 0, 1, 0, 1, 0x61, 3]],
    ["UNSUBSCRIBE with half a length at its end", [0xa2, 6, 0, 1, 0, 1, 0x61, 0]],
    ["PUBLISH with quality of service 3", [0x36, 5, 0, 1, 0x61, 0, 1]],
    ["PUBLISH with packet identifier 0", [0x32, 5, 0, 1, 0x61, 0, 0]],
    ["PUBLISH whose topic is longer than the packet", [0x30, 3, 0, 9, 0x61]],
    ["PUBACK without its identifier", [0x40, 0]],
    ["PINGREQ with content", [0xc0, 1, 0]],
    ["CONNACK with reserved flags", [0x20, 2, 2, 0]],
    ["SUBACK with an unknown return code", [0x90, 3, 0, 1, 3]],
    ["CONNECT of another protocol", [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x58, 4, 2, 0, 0, 0, 0]],
    ["CONNECT of an unknown level", [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 6, 2, 0, 0, 0, 0]],
    ["CONNECT with the reserved flag", [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 3, 0, 0, 0, 0]],
    [
      "CONNECT that keeps a will it does not have",
      [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x22, 0, 0, 0, 0],
    ],
    ["a length without an end", [0x30, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ["a packet that is longer than it says", [0xd0, 0, 0]],
    ["nothing", []],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodePacket(Uint8Array.from(bytes))).toThrow(MqttError);
  });

  it("reads who connects with MQTT 5.0, without its properties", () => {
    const connect = new Uint8Array(
      mqtt.generate(
        {
          cmd: "connect",
          protocolId: "MQTT",
          protocolVersion: 5,
          clientId: "kettle",
          clean: true,
          keepalive: 30,
          properties: { sessionExpiryInterval: 1234 },
          will: {
            topic: "gone",
            payload: Buffer.from("yes"),
            qos: 1,
            retain: false,
            properties: { contentType: "a" },
          },
          username: "me",
        },
        { protocolVersion: 5 },
      ),
    );

    expect(decodePacket(connect)).toMatchObject({
      protocolLevel: 5,
      clientId: "kettle",
      keepAliveSeconds: 30,
      will: { topic: "gone", qos: 1 },
      userName: "me",
      password: null,
    });
  });

  it("takes a password without a user name, and malformed UTF-8, as devices in the field send them", () => {
    const head = [0x00, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0x42, 0, 0];
    const connect = Uint8Array.of(0x10, 16, ...head, 0, 1, 0xff, 0, 1, 7);

    expect(decodePacket(connect)).toMatchObject({
      clientId: "\ufffd",
      userName: null,
      password: Uint8Array.of(7),
    });
  });

  it.each<[string, MqttPacket]>([
    ["a topic that is too long", publish({ topic: "x".repeat(65_536) })],
    ["quality of service 1 without an identifier", publish({ qos: 1, packetId: null })],
    ["a subscription to nothing", { type: "subscribe", packetId: 1, subscriptions: [] }],
    ["an identifier that is too large", { type: "puback", packetId: 65_536 }],
    ["an identifier that is no whole number", { type: "puback", packetId: 1.5 }],
  ])("refuses to write %s", (_, packet) => {
    expect(() => encodePacket(packet)).toThrow(MqttError);
  });
});

function publish(fields: Partial<Extract<MqttPacket, { type: "publish" }>>): MqttPacket {
  const payload = new Uint8Array();
  return {
    type: "publish",
    topic: "a",
    payload,
    qos: 0,
    retain: false,
    dup: false,
    packetId: null,
    ...fields,
  };
}
