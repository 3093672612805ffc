import { describe, expect, it } from "vitest";
import {
  BROKER,
  MAX_CHUNKED_REQUEST_BYTES,
  MAX_REQUEST_HEAD_BYTES,
  MAX_UNDERWAY_BYTES,
} from "../../../sim/engine/budget.ts";
import { encodePacket } from "../../../sim/net/mqtt/encode-packet.ts";
import type { MqttPacket } from "../../../sim/net/mqtt/packet.ts";
import { HttpServer } from "../../../sim/net/protocols/http.ts";
import { MqttServer } from "../../../sim/net/protocols/mqtt.ts";
import { Servers } from "../../../sim/net/servers.ts";
import { concat, toBytes } from "../../../sim/tape/bytes.ts";
import { firmware, run } from "../../firmware.ts";

const call = { host: "a.example", peer: "a.example:1883", servers: new Servers({}), seed: 1, atMicros: 0 };
const CONNECT: MqttPacket = {
  ...{ type: "connect", protocolName: "MQTT", protocolLevel: 4, isBridge: false, clientId: "flood" },
  ...{ cleanSession: true, keepAliveSeconds: 60, will: null, userName: null, password: null },
};

/** Sends packets to a broker until it hangs up, and says after how many. */
function sentUntilHungUp(packet: (n: number) => MqttPacket, most: number): number | null {
  const broker = new MqttServer();
  broker.receive(encodePacket(CONNECT), call);
  for (let n = 1; n <= most; n++) if (broker.receive(encodePacket(packet(n)), call).end === "close") return n;
  return null;
}

const subscribe = (n: number, topicFilter: string): MqttPacket => ({
  ...{ type: "subscribe", packetId: 1 + (n % 60_000), subscriptions: [{ topicFilter, qos: 0 }] },
});
const publish = (topic: string, bytes: number): MqttPacket => ({
  ...{ type: "publish", topic, payload: new Uint8Array(bytes).fill(0x78), qos: 0, retain: true },
  ...{ dup: false, packetId: null },
});

describe("a broker hangs up on a device", () => {
  it("that subscribes to more than brokers remember, and not on one that repeats itself", () => {
    expect(sentUntilHungUp((n) => subscribe(n, `t/${n}`), 10_000)).toBe(BROKER.subscriptions + 1);
    expect(sentUntilHungUp((n) => subscribe(n, "t"), 10_000)).toBeNull();
  });

  it("that has it retain too many messages, or too large ones, and not on one that replaces them", () => {
    expect(sentUntilHungUp((n) => publish(`t/${n}`, 1), 10_000)).toBe(BROKER.retained + 1);
    const large = BROKER.retainedBytes / 4;
    expect(sentUntilHungUp((n) => publish(`t/${n}`, large), 100)).toBe(4);
    expect(sentUntilHungUp(() => publish("t", large), 100)).toBeNull();
  });

  it("that asks for everything over and over in one breath", () => {
    const broker = new MqttServer();
    broker.receive(encodePacket(CONNECT), call);
    broker.receive(encodePacket(publish("t", BROKER.retainedBytes - 10)), call);
    const asked = Array.from({ length: 1_000 }, (_, n) => encodePacket(subscribe(n, "#")));
    const { end, segments } = broker.receive(concat(...asked), call);
    expect(end).toBe("close");
    const saidBytes = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(saidBytes).toBeLessThan(MAX_UNDERWAY_BYTES + 2 * BROKER.retainedBytes);
  });
});

describe("a web server hangs up on a request", () => {
  const web = new HttpServer();
  const ends = (text: string) => web.receive(toBytes(text), call).end;

  it("whose head has no end", () => {
    const head = (bytes: number) => `GET / HTTP/1.1\r\na: ${"b".repeat(bytes)}`;
    expect(ends(head(MAX_REQUEST_HEAD_BYTES - 100))).toBe("stay");
    expect(ends(head(MAX_REQUEST_HEAD_BYTES))).toBe("close");
  });

  it("whose chunks have no end", () => {
    const chunks = (bytes: number) =>
      `POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(bytes / 6)}`;
    expect(ends(chunks(MAX_CHUNKED_REQUEST_BYTES / 2))).toBe("stay");
    expect(ends(chunks(2 * MAX_CHUNKED_REQUEST_BYTES))).toBe("close");
    expect(web.receive(toBytes(`${chunks(600)}0\r\n\r\n`), call).segments.length).toBeGreaterThan(0);
  });
});

describe("a run of firmware that floods a peer", () => {
  it.each(["floods-head", "floods-topics", "floods-filters"])("comes to an end in its time: %s", (name) => {
    const world = run(firmware(name), 3);
    expect(world.clock.nowMicros).toBeGreaterThanOrEqual(3e6);
    expect(world.device.pendingTimers).toBeDefined();
  });
});
