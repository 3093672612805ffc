/** The network between the device's one socket and the servers it names: DNS, TCP, TLS as observers see them. */
import type { SocketEvent } from "../device/vm.ts";
import { Actor } from "../engine/actor.ts";
import { MAX_REQUEST_BYTES, MAX_UNDERWAY_BYTES } from "../engine/budget.ts";
import type { WorldPorts } from "../engine/ports.ts";
import { Random } from "../engine/random.ts";
import { concat, toBytes } from "../tape/bytes.ts";
import type { Channel, Observer, TapeEvent } from "../tape/tape.ts";
import type { ProtocolServer, Publication } from "./protocols/protocol-server.ts";
import { PROTOCOLS } from "./protocols/protocols.ts";
import type { Server } from "./server.ts";
import { Servers } from "./servers.ts";

/** Bytes that AES-GCM in TLS 1.2 adds to a record: header 5, explicit nonce 8, tag 16 (RFC 5246, RFC 5288). */
const TLS_RECORD_OVERHEAD = 29;
/** Most plaintext in one TLS record (RFC 5246, 6.2.1). */
const TLS_RECORD_BYTES = 16_384;
/** One way over a home's line and back, microseconds: the least, and what jitter adds at most. */
const ROUND_TRIP_MICROS = { least: 18_000, jitter: 24_000 };
/** Text of the exception of a connection for which the board has joined no network. */
export const NO_NETWORK = "no network";
/** A name server's answer that a name does not exist, or a connection's that nobody listens. */
const REFUSAL = {
  dns: "getaddrinfo failed",
  refused: "connection refused",
  certificate: "TLS handshake failed: certificate verify failed",
  reset: "connection reset by peer",
  offline: NO_NETWORK,
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
  /** Name of the protocol that the first bytes of the device show; null while none is recognised. */
  protocol: string | null;
  /** Channel of what is said on it. */
  channel: Channel;
  /** Bytes that the device sent and no server has answered yet. */
  unanswered: Uint8Array;
  /** Writes since, and their bytes: added when a server has a reason to look. */
  arrived: Uint8Array[];
  arrivedBytes: number;
  /** Bytes of the request that is under way, as far as its head says; 0 where it does not. */
  neededBytes: number;
  /** Arrival time of the last reply that is under way: replies stay in order. */
  busyUntilMicros: number;
  /** Bytes of replies that are under way. */
  underwayBytes: number;
  /** The server has hung up, and takes nothing more; the device has yet to hear of it. */
  isHungUp: boolean;
  /** Position in the firmware that asked for the connection. */
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

/** The world as the network sees it. */
export interface NetworkPorts extends WorldPorts {
  /** Round-trip times are drawn from it. */
  readonly surroundingsSeed: number;
  readonly device: {
    /** The call stack of the firmware code that runs now; null when none does. */
    runningStack(): readonly number[] | null;
    socketEvent(event: SocketEvent, bytes?: Uint8Array): void;
  };
  readonly wifi: {
    readonly online: boolean;
    /** A socket is about to be opened. False when there is no network and none is being joined. */
    wakeUp(): boolean;
  };
}

/** Servers elsewhere are further away than those of the usual surroundings, microseconds. */
const FURTHER_MICROS = 700_000;
/** Headers by which servers elsewhere are told from those of the usual surroundings (RFC 9110, 6.6.1 and 10.2.4). */
const OTHER_HEADERS = { date: "Sat, 01 Jan 2028 00:00:00 GMT", server: "nginx" };

export class Network extends Actor<NetworkMessage, NetworkPorts> {
  readonly servers: Servers;
  /** Share of messages that get lost on the way and are sent again, 0 to 1. */
  loss = 0;
  private connection: Connection | null = null;
  private connections = 0;
  private readonly visits = new Map<string, number>();
  private readonly protocols = PROTOCOLS.map((create) => create());

  constructor(world: NetworkPorts, servers: Readonly<Record<string, Server>>) {
    super(world, "network");
    this.servers = new Servers(servers, world.surroundingsSeed === world.seed ? {} : OTHER_HEADERS);
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
      delayMicros: this.leastRoundTripMicros + random.below(ROUND_TRIP_MICROS.jitter),
      state: "waiting for network",
      protocol: null,
      channel: tls ? "tls" : "tcp",
      unanswered: new Uint8Array(),
      arrived: [],
      arrivedBytes: 0,
      neededBytes: 0,
      busyUntilMicros: 0,
      underwayBytes: 0,
      isHungUp: false,
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
    if (connection.sent === 0) {
      const recognised = this.protocols.find((protocol) => protocol.recognises(bytes));
      connection.protocol = recognised?.name ?? null;
      connection.channel = recognised?.channel ?? connection.channel;
    }
    connection.sent++;
    if (connection.tls) {
      this.see(connection.channel, ["endpoint"], "write", bytes, bytes.length, connection);
      const records = Math.max(1, Math.ceil(bytes.length / TLS_RECORD_BYTES));
      this.see("tls", ["network"], "record", null, bytes.length + records * TLS_RECORD_OVERHEAD, connection);
    } else {
      this.see(connection.channel, ["endpoint", "network"], "write", bytes, bytes.length, connection);
    }
    if (connection.isHungUp) return;
    connection.arrived.push(bytes);
    connection.arrivedBytes += bytes.length;
    // Nothing to be said yet: a large upload is put together once, not at each of its writes.
    if (connection.unanswered.length + connection.arrivedBytes < connection.neededBytes) return;
    connection.unanswered = concat(connection.unanswered, ...connection.arrived);
    connection.arrived = [];
    connection.arrivedBytes = 0;
    if (connection.unanswered.length > MAX_REQUEST_BYTES) connection.unanswered = new Uint8Array();
    if (this.servers.troubleAt(connection.host)?.isSilent === true) return;
    const protocol = this.protocolOf(connection);
    if (protocol === undefined) connection.unanswered = new Uint8Array();
    else this.answer(connection, protocol);
  }

  private get leastRoundTripMicros(): number {
    const isElsewhere = this.world.surroundingsSeed !== this.world.seed;
    return ROUND_TRIP_MICROS.least + (isElsewhere ? FURTHER_MICROS : 0);
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

  /** Somebody publishes at the brokers. */
  publish(publication: Publication): void {
    const { connection } = this;
    for (const protocol of this.protocols) {
      for (const { peer, bytes } of protocol.publish?.(publication) ?? []) {
        if (connection?.state === "open" && peerName(connection) === peer) this.send(connection, bytes, 0);
      }
    }
  }

  /** Topic filters to which the device is subscribed now. */
  get subscribed(): readonly string[] {
    return [...new Set(this.protocols.flatMap(({ subscribed }) => subscribed ?? []))];
  }

  receive(due: NetworkMessage): void {
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
        connection.underwayBytes -= due.bytes.length;
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
    const obstacle = this.servers.troubleAt(host)?.obstacle;
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
    if (obstacle === "connection") {
      this.fail(connection, REFUSAL.refused, delayMicros);
      return;
    }
    if (tls) this.see("tls", ["network"], "client hello", name, name.length, connection, connection);
    // Whoever poisons a name has no certificate for it.
    if (tls && (obstacle === "certificate" || this.servers.isPoisoned(host))) {
      this.fail(connection, REFUSAL.certificate, 2 * delayMicros);
      return;
    }
    this.after(this.travel(connection, delayMicros), {
      do: "opened",
      connection: connection.number,
    });
  }

  private protocolOf({ protocol }: Connection): ProtocolServer | undefined {
    return this.protocols.find(({ name }) => name === protocol);
  }

  private answer(connection: Connection, protocol: ProtocolServer): void {
    const answer = protocol.receive(connection.unanswered, {
      host: connection.host,
      peer: peerName(connection),
      servers: this.servers,
      seed: this.world.seed,
      atMicros: this.world.clock.nowMicros,
    });
    connection.unanswered = connection.unanswered.slice(answer.takenBytes);
    // A request too large to be kept is not begun anew: the rest of it is waited for.
    if (answer.takenBytes + answer.neededBytes > 0) connection.neededBytes = answer.neededBytes;
    for (const segment of answer.segments) this.send(connection, segment.bytes, segment.afterMicros);
    // Nobody holds replies without end for a device that asks faster than it listens.
    if (answer.end === "close" || connection.underwayBytes > MAX_UNDERWAY_BYTES) this.hangUp(connection);
    else if (answer.end === "reset") this.fail(connection, REFUSAL.reset, connection.delayMicros);
    else if (answer.silenceMicros > 0) {
      this.after(answer.silenceMicros, {
        do: "silence",
        connection: connection.number,
        sent: connection.sent,
      });
    }
  }

  private send(connection: Connection, bytes: Uint8Array, afterMicros: number): void {
    const now = this.world.clock.nowMicros;
    const arrival = Math.max(now + connection.delayMicros, connection.busyUntilMicros) + afterMicros;
    connection.busyUntilMicros = now + this.travel(connection, arrival - now);
    connection.underwayBytes += bytes.length;
    this.after(connection.busyUntilMicros - now, {
      do: "deliver",
      connection: connection.number,
      bytes,
    });
  }

  private hangUp(connection: Connection): void {
    connection.isHungUp = true;
    connection.unanswered = new Uint8Array();
    const now = this.world.clock.nowMicros;
    const arrival = Math.max(now + connection.delayMicros, connection.busyUntilMicros) + 1_000;
    this.after(arrival - now, { do: "hang up", connection: connection.number });
  }

  private fail(connection: Connection, text: string, afterMicros: number): void {
    this.after(afterMicros, { do: "error", connection: connection.number, text });
  }

  private end(connection: Connection): void {
    connection.state = "closed";
    this.protocolOf(connection)?.disconnected?.(peerName(connection));
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
      channel: connection.channel,
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

function peerName(connection: Connection): string {
  return `${connection.host}:${connection.port}`;
}

/** IPv4 dotted, or anything with a colon: needs no look-up. */
function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
}
