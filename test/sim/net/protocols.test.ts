import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Forker } from "../../../sim/engine/fork.ts";
import { decodePacket } from "../../../sim/net/mqtt/decode-packet.ts";
import { encodePacket } from "../../../sim/net/mqtt/encode-packet.ts";
import { MqttServer } from "../../../sim/net/protocols/mqtt.ts";
import type { Call } from "../../../sim/net/protocols/protocol-server.ts";
import { PROTOCOLS } from "../../../sim/net/protocols/protocols.ts";
import { Servers } from "../../../sim/net/servers.ts";
import { concat, toBytes } from "../../../sim/tape/bytes.ts";
import { SLOW_TRIES } from "../../soak.ts";

const BROKER = "broker.example:1883";
const CONNECT = encodePacket({
  type: "connect",
  protocolName: "MQTT",
  protocolLevel: 4,
  isBridge: false,
  cleanSession: true,
  keepAliveSeconds: 30,
  clientId: "kettle",
  will: null,
  userName: null,
  password: null,
});
const SUBSCRIBE = encodePacket({
  type: "subscribe",
  packetId: 1,
  subscriptions: [{ topicFilter: "a", qos: 0 }],
});
const GET = toBytes("GET / HTTP/1.1\r\nhost: broker.example\r\n\r\n");

function call(peer = BROKER): Call {
  return { host: peer.split(":")[0], peer, servers: new Servers({}), seed: 1, atMicros: 0 };
}

describe("the protocols of the simulated cloud", () => {
  it("have different names, and each greeting is recognised by one of them", () => {
    const servers = PROTOCOLS.map((create) => create());

    expect(new Set(servers.map(({ name }) => name)).size).toBe(servers.length);
    for (const [greeting, name] of [
      [GET, "http"],
      [CONNECT, "mqtt"],
    ] as const)
      expect(servers.filter((server) => server.recognises(greeting)).map((server) => server.name)).toEqual([
        name,
      ]);
    expect(servers.filter((server) => server.recognises(toBytes("SSH-2.0-x")))).toEqual([]);
  });

  it("answer any bytes without throwing, and take no more than there are", () => {
    const bytes = fc
      .array(fc.oneof(fc.constantFrom(GET, CONNECT, SUBSCRIBE), fc.uint8Array({ maxLength: 40 })), {
        maxLength: 4,
      })
      .map((parts) => concat(...parts));
    fc.assert(
      fc.property(bytes, (bytes) => {
        for (const create of PROTOCOLS) {
          const { takenBytes } = create().receive(bytes, call());
          expect(takenBytes).toBeGreaterThanOrEqual(0);
          expect(takenBytes).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: SLOW_TRIES },
    );
  });

  it("leave a message that is incomplete for later, and say how long it will be where its head does", () => {
    const [http] = PROTOCOLS.map((create) => create());
    const head = toBytes("POST / HTTP/1.1\r\ncontent-length: 100\r\n\r\n");

    expect(http.receive(concat(GET, head), call())).toMatchObject({ takenBytes: GET.length, end: "close" });
    expect(http.receive(head, call())).toMatchObject({
      takenBytes: 0,
      neededBytes: head.length + 100,
      segments: [],
      end: "stay",
    });
  });

  it("keep brokers apart by name and port, with what was published to be kept", () => {
    const server = new MqttServer();
    server.publish({ topic: "a", payload: "kept", retain: true });
    server.receive(concat(CONNECT, SUBSCRIBE), call("other.example:1883"));

    const { segments } = server.receive(concat(CONNECT, SUBSCRIBE), call());
    const sent = server.publish({ topic: "a", payload: "new", retain: false });

    expect(segments.map(({ bytes }) => decodePacket(bytes))).toMatchObject([
      { type: "connack" },
      { type: "suback" },
      { type: "publish", payload: toBytes("kept") },
    ]);
    expect(sent.map(({ peer }) => peer)).toEqual(["other.example:1883", BROKER]);
  });

  it("have state that can be forked: what happens to the copy does not happen to the original", () => {
    const server = new MqttServer();
    server.receive(CONNECT, call());

    const copy = new Forker().copy(server);
    copy.receive(SUBSCRIBE, call());

    expect(copy.publish({ topic: "a", payload: "x", retain: true })).toHaveLength(1);
    expect(server.publish({ topic: "a", payload: "x", retain: false })).toEqual([]);
    expect(server.receive(SUBSCRIBE, call()).segments).toHaveLength(1);
  });
});
