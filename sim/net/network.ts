/** The network between the device's one socket and the servers it names: DNS, TCP, TLS as observers see them. */
import { Actor } from "../engine/actor.ts";
import { MAX_REQUEST_BYTES } from "../engine/budget.ts";
import { Random } from "../engine/random.ts";
import type { World } from "../home/world.ts";
import { concat, toBytes } from "../tape/bytes.ts";
import type { Channel, Observer, TapeEvent } from "../tape/tape.ts";
import { type HttpRequest, looksLikeHttp, readRequest, requestBytes } from "./protocols/http.ts";
import { Broker, looksLikeMqtt, packetLength } from "./protocols/mqtt.ts";
import { type HttpHandler, Servers } from "./servers.ts";

/** Bytes that AES-GCM in TLS 1.2 adds to a record: header 5, explicit nonce 8, tag 16 (RFC 5246, RFC 5288). */
const TLS_RECORD_OVERHEAD = 29;
/** Most plaintext in one TLS record (RFC 5246, 6.2.1). */
const TLS_RECORD_BYTES = 16_384;
/** One way over a home's line and back, microseconds: the least, and what jitter adds at most. */
const ROUND_TRIP_MICROS = { least: 18_000, jitter: 24_000 };
/** A name server's answer that a name does not exist, or a connection's that nobody listens. */
const REFUSAL = {
  dns: "getaddrinfo failed",
  refused: "connection refused",
  certificate: "TLS handshake failed: certificate verify failed",
  reset: "connection reset by peer",
  offline: "no network",
  lost: "network lost",
};
/** After this a sent segment that got lost is sent again (RFC 6298, 2: the least retransmission timeout). */
const RETRANSMIT_MICROS = 1_000_000;

interface Connection {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Microseconds that a message takes to the server and its answer back. */
  readonly delayMicros: number;
  state: "waiting for network" | "opening" | "open" | "lost" | "closed";
  /** Recognised by the first bytes that the device sends. */
  protocol: Channel;
  /** What the device sent and no server has answered yet. */
  unanswered: Uint8Array;
  /** Writes since, and their bytes: added when a server has a reason to look. */
  arrived: Uint8Array[];
  arrivedBytes: number;
  /** Bytes of the request that is under way, as far as its head says; 0 where it does not. */
  neededBytes: number;
  /** When the last reply that is under way arrives: replies stay in order. */
  busyUntilMicros: number;
  /** Where in the firmware the connection was asked for. */
  readonly openedBy: readonly number[] | null;
  /** Number of messages that the device sent; a keep-alive timer knows by it whether it is out of date. */
  sent: number;
}

type NetworkMessage =
  | { do: "opened"; connection: number }
  | { do: "deliver"; connection: number; bytes: Uint8Array }
  | { do: "hang up"; connection: number }
  | { do: "error"; connection: number; text: string }
  | { do: "silence"; connection: number; sent: number };

export class Network extends Actor {
  readonly servers: Servers;
  /** Share of messages that get lost on the way and are sent again, 0 to 1. */
  loss = 0;
  private connection: Connection | null = null;
  private connections = 0;
  private readonly visits = new Map<string, number>();
  private readonly brokers = new Map<string, Broker>();
  /** What somebody published to be kept, by topic: brokers that firmware has yet to find have it too. */
  private readonly retained = new Map<string, string>();

  constructor(world: World, handlers: Readonly<Record<string, HttpHandler>>) {
    super(world, "network");
    this.servers = new Servers(handlers);
  }

  /** The device opens its socket; an earlier connection ends. */
  open(host: string, port: number, tls: boolean): void {
    this.close();
    // The latency belongs to the n-th visit to a host, so that one more visit elsewhere does not shift it.
    const visit = (this.visits.get(host) ?? 0) + 1;
    this.visits.set(host, visit);
    const random = Random.stream(this.world.surroundingsSeed, `latency/${host}/${visit}`);
    const connection: Connection = {
      number: ++this.connections,
      host,
      port,
      tls,
      delayMicros: ROUND_TRIP_MICROS.least + random.below(ROUND_TRIP_MICROS.jitter),
      state: "waiting for network",
      protocol: tls ? "tls" : "tcp",
      unanswered: new Uint8Array(),
      arrived: [],
      arrivedBytes: 0,
      neededBytes: 0,
      busyUntilMicros: 0,
      openedBy: this.world.device.runningStack(),
      sent: 0,
    };
    this.connection = connection;
    if (this.world.wifi.online) this.dial(connection);
    else if (!this.world.wifi.wakeUp()) this.fail(connection, REFUSAL.offline, 1_000);
  }

  write(bytes: Uint8Array): void {
    const { connection } = this;
    if (connection === null || connection.state !== "open") return;
    if (connection.sent === 0) connection.protocol = recognise(connection, bytes);
    connection.sent++;
    if (connection.tls) {
      this.see(connection.protocol, ["endpoint"], "write", bytes, bytes.length, connection);
      const records = Math.max(1, Math.ceil(bytes.length / TLS_RECORD_BYTES));
      this.see("tls", ["network"], "record", null, bytes.length + records * TLS_RECORD_OVERHEAD, connection);
    } else {
      this.see(connection.protocol, ["endpoint", "network"], "write", bytes, bytes.length, connection);
    }
    connection.arrived.push(bytes);
    connection.arrivedBytes += bytes.length;
    // Nothing to be said yet: a large upload is put together once, not at each of its writes.
    if (connection.unanswered.length + connection.arrivedBytes < connection.neededBytes) return;
    connection.unanswered = concat(connection.unanswered, ...connection.arrived);
    connection.arrived = [];
    connection.arrivedBytes = 0;
    if (connection.unanswered.length > MAX_REQUEST_BYTES) connection.unanswered = new Uint8Array();
    if (this.servers.troubleAt(connection.host) === "silent") return;
    if (connection.protocol === "http") this.answerHttp(connection);
    else if (connection.protocol === "mqtt") this.answerMqtt(connection);
    else connection.unanswered = new Uint8Array();
  }

  /** The device closes its socket. */
  close(): void {
    const { connection } = this;
    if (connection === null || connection.state === "closed") return;
    const dialled = connection.state !== "waiting for network";
    this.end(connection);
    if (dialled) this.see("tcp", ["endpoint", "network"], "close", null, 0, connection);
  }

  /** The device is switched off: the other side hears nothing more. */
  vanish(): void {
    if (this.connection !== null && this.connection.state !== "closed") this.end(this.connection);
  }

  /** The phone, which has a line of its own, says something to a server over TLS. */
  callFromPhone(host: string, port: number, bytes: Uint8Array): void {
    const name = toBytes(host);
    const call = { from: "phone", stream: ++this.connections, to: `${host}:${port}`, pcs: null } as const;
    const see = (event: Pick<TapeEvent, "channel" | "observers" | "kind" | "payload">, sizeBytes?: number) =>
      this.world.record({ ...call, ...event, ...(sizeBytes !== undefined && { sizeBytes }) });
    see({ channel: "tcp", observers: ["endpoint", "network"], kind: "connect", payload: null });
    see({ channel: "tls", observers: ["network"], kind: "client hello", payload: name });
    see({ channel: "http", observers: ["endpoint"], kind: "write", payload: bytes });
    const sizeBytes = bytes.length + TLS_RECORD_OVERHEAD;
    see({ channel: "tls", observers: ["network"], kind: "record", payload: null }, sizeBytes);
    see({ channel: "tcp", observers: ["endpoint", "network"], kind: "close", payload: null });
  }

  /** The board is on a network now. */
  linkUp(): void {
    if (this.connection?.state === "waiting for network") this.dial(this.connection);
  }

  linkFailed(): void {
    if (this.connection?.state === "waiting for network") this.fail(this.connection, REFUSAL.offline, 1_000);
  }

  linkLost(): void {
    const { connection } = this;
    if (connection === null || connection.state === "closed") return;
    // Nobody hears what is still written; the device finds out when nothing is acknowledged.
    connection.state = "lost";
    this.fail(connection, REFUSAL.lost, RETRANSMIT_MICROS);
  }

  /** Somebody publishes at the broker that the device is connected to. */
  publish(topic: string, payload: string, retain: boolean): void {
    if (retain) this.retained.set(topic, payload);
    for (const [name, broker] of this.brokers) {
      const packet = broker.publish(topic, payload, retain);
      const { connection } = this;
      if (packet !== null && connection?.state === "open" && peerName(connection) === name) {
        this.send(connection, packet, 0);
      }
    }
  }

  receive(message: unknown): void {
    const due = message as NetworkMessage;
    const { connection } = this;
    if (connection === null || connection.number !== due.connection || connection.state === "closed") return;
    if (connection.state === "lost" && due.do !== "error") return;
    const { device } = this.world;
    switch (due.do) {
      case "opened":
        connection.state = "open";
        device.socketEvent("open");
        break;
      case "deliver":
        this.deliver(connection, due.bytes);
        break;
      case "hang up":
        this.heard(connection, "close");
        this.end(connection);
        device.socketEvent("close");
        break;
      case "error":
        if (due.text === REFUSAL.refused) this.heard(connection, "refused");
        if (due.text === REFUSAL.reset) this.heard(connection, "reset");
        this.end(connection);
        device.socketEvent("error", toBytes(due.text));
        break;
      case "silence":
        if (due.sent === connection.sent) {
          this.heard(connection, "close");
          this.end(connection);
          device.socketEvent("close");
        }
        break;
    }
  }

  /** Looks the name up, connects, and shows the server's name if it is TLS. */
  private dial(connection: Connection): void {
    const { host, tls, delayMicros } = connection;
    connection.state = "opening";
    const name = toBytes(host);
    const trouble = this.servers.troubleAt(host);
    if (!isAddress(host)) {
      this.see("dns", ["network"], "query", name, name.length, null, connection);
      const address = this.servers.resolve(host);
      const answer = address === null ? null : toBytes(`${host} ${address}`);
      this.world.record({
        from: "server",
        channel: "dns",
        observers: ["network"],
        kind: "answer",
        to: null,
        payload: answer,
        pcs: null,
      });
      if (address === null) {
        this.fail(connection, REFUSAL.dns, delayMicros);
        return;
      }
    }
    this.see("tcp", ["endpoint", "network"], "connect", null, 0, connection, connection);
    if (trouble === "refuses") {
      this.fail(connection, REFUSAL.refused, delayMicros);
      return;
    }
    if (tls) this.see("tls", ["network"], "client hello", name, name.length, connection, connection);
    // Whoever poisons a name has no certificate for it.
    if (tls && (trouble === "bad-certificate" || this.servers.isPoisoned(host))) {
      this.fail(connection, REFUSAL.certificate, 2 * delayMicros);
      return;
    }
    this.after(this.travel(connection, delayMicros), {
      do: "opened",
      connection: connection.number,
    } satisfies NetworkMessage);
  }

  private answerHttp(connection: Connection): void {
    for (;;) {
      if (connection.unanswered.length === 0) return;
      let request: HttpRequest | null;
      try {
        request = readRequest(connection.unanswered);
      } catch {
        this.hangUp(connection);
        return;
      }
      if (request === null) {
        connection.neededBytes = Math.min(requestBytes(connection.unanswered), MAX_REQUEST_BYTES);
        return;
      }
      connection.neededBytes = 0;
      connection.unanswered = connection.unanswered.slice(request.sizeBytes);
      const { seed, clock } = this.world;
      const reply = this.servers.answer(connection.host, request, seed, clock.nowMicros);
      for (const piece of reply.pieces) this.send(connection, piece.bytes, piece.afterMicros);
      if (reply.end === "close") this.hangUp(connection);
      if (reply.end === "reset") this.fail(connection, REFUSAL.reset, connection.delayMicros);
      if (reply.end !== "stay") return;
    }
  }

  private answerMqtt(connection: Connection): void {
    const name = peerName(connection);
    let broker = this.brokers.get(name);
    if (broker === undefined) {
      broker = new Broker();
      for (const [topic, payload] of this.retained) broker.publish(topic, payload, true);
      this.brokers.set(name, broker);
    }
    try {
      for (
        let length = packetLength(connection.unanswered);
        length > 0;
        length = packetLength(connection.unanswered)
      ) {
        const reaction = broker.receive(connection.unanswered.slice(0, length));
        connection.unanswered = connection.unanswered.slice(length);
        for (const bytes of reaction.replies) this.send(connection, bytes, 0);
        if (reaction.hangUp) {
          this.hangUp(connection);
          return;
        }
      }
    } catch {
      this.hangUp(connection);
      return;
    }
    if (broker.silenceMicros > 0) {
      this.after(broker.silenceMicros, {
        do: "silence",
        connection: connection.number,
        sent: connection.sent,
      } satisfies NetworkMessage);
    }
  }

  private send(connection: Connection, bytes: Uint8Array, afterMicros: number): void {
    const now = this.world.clock.nowMicros;
    const arrival = Math.max(now + connection.delayMicros, connection.busyUntilMicros) + afterMicros;
    connection.busyUntilMicros = now + this.travel(connection, arrival - now);
    this.after(connection.busyUntilMicros - now, {
      do: "deliver",
      connection: connection.number,
      bytes,
    } satisfies NetworkMessage);
  }

  private hangUp(connection: Connection): void {
    const now = this.world.clock.nowMicros;
    const arrival = Math.max(now + connection.delayMicros, connection.busyUntilMicros) + 1_000;
    this.after(arrival - now, { do: "hang up", connection: connection.number } satisfies NetworkMessage);
  }

  private fail(connection: Connection, text: string, afterMicros: number): void {
    this.after(afterMicros, { do: "error", connection: connection.number, text } satisfies NetworkMessage);
  }

  private end(connection: Connection): void {
    connection.state = "closed";
    this.brokers.get(peerName(connection))?.disconnected();
  }

  /** A message that is lost is sent again after a while. */
  private travel(connection: Connection, micros: number): number {
    if (this.loss === 0) return micros;
    const random = Random.stream(this.world.seed, `loss/${connection.number}/${this.world.clock.nowMicros}`);
    let total = micros;
    while (random.below(1_000) < 1_000 * Math.min(this.loss, 0.9)) total += RETRANSMIT_MICROS;
    return total;
  }

  private deliver(connection: Connection, bytes: Uint8Array): void {
    this.world.record({
      from: "server",
      channel: connection.protocol,
      observers: connection.tls ? ["endpoint"] : ["endpoint", "network"],
      kind: "reply",
      to: peerName(connection),
      payload: bytes,
      stream: connection.number,
      pcs: null,
    });
    if (connection.tls) {
      this.world.record({
        from: "server",
        channel: "tls",
        observers: ["network"],
        kind: "record",
        to: peerName(connection),
        payload: null,
        sizeBytes: bytes.length + TLS_RECORD_OVERHEAD,
        stream: connection.number,
        pcs: null,
      });
    }
    this.world.device.socketEvent("message", bytes);
  }

  /** The server ends the connection, or does not take it. */
  private heard(connection: Connection, kind: "close" | "refused" | "reset"): void {
    this.world.record({
      from: "server",
      channel: "tcp",
      observers: ["endpoint", "network"],
      kind,
      to: peerName(connection),
      payload: null,
      stream: connection.number,
      pcs: null,
    });
  }

  private see(
    channel: Channel,
    observers: Observer[],
    kind: string,
    payload: Uint8Array | null,
    sizeBytes: number,
    connection: Connection | null,
    opened?: Connection,
  ): void {
    this.world.record({
      from: "device",
      channel,
      observers,
      kind,
      to: connection === null ? null : peerName(connection),
      payload,
      sizeBytes,
      stream: connection?.number ?? null,
      pcs: opened === undefined ? this.world.device.runningStack() : opened.openedBy,
    });
  }
}

function recognise(connection: Connection, first: Uint8Array): Channel {
  if (looksLikeHttp(first)) return "http";
  if (looksLikeMqtt(first)) return "mqtt";
  return connection.protocol;
}

function peerName(connection: Connection): string {
  return `${connection.host}:${connection.port}`;
}

/** IPv4 dotted, or anything with a colon: needs no look-up. */
function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
}
