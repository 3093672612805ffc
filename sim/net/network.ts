/** The network between the device's one socket and the servers it names: DNS, TCP, TLS as observers see them. */
import { Actor } from "../actor.ts";
import { MAX_REQUEST_BYTES } from "../budget.ts";
import { Random } from "../random.ts";
import type { Channel, Observer } from "../tape.ts";
import type { World } from "../world.ts";
import { DEFAULT_RESPONSE, looksLikeHttp, readRequest, writeResponse } from "./http.ts";
import { brokerReply, looksLikeMqtt, packetLength } from "./mqtt.ts";

/** Bytes that AES-GCM in TLS 1.2 adds to a record: header 5, explicit nonce 8, tag 16 (RFC 5246, RFC 5288). */
const TLS_RECORD_OVERHEAD = 29;
/** One way over a home's line and back, microseconds: the least, and what jitter adds at most. */
const ROUND_TRIP_MICROS = { least: 18_000, jitter: 24_000 };
/** The VM accepts at most this much in one message; a reply is split into as many as it takes. */
const SEGMENT_BYTES = 1400;

interface Connection {
  readonly number: number;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Microseconds that everything on this connection takes one way. */
  readonly delayMicros: number;
  /** Recognised by the first bytes that the device sends. */
  protocol: Channel;
  /** What the device sent and no server has answered yet. */
  unanswered: Uint8Array;
  closed: boolean;
}

type NetworkMessage =
  | { do: "open"; connection: number }
  | { do: "deliver"; connection: number; bytes: Uint8Array }
  | { do: "hang-up"; connection: number };

export class Network extends Actor {
  private connection: Connection | null = null;
  private connections = 0;
  private readonly visits = new Map<string, number>();

  constructor(world: World) {
    super(world, "network");
  }

  /** The device opens its socket; an earlier connection ends. */
  open(host: string, port: number, tls: boolean): void {
    this.close();
    const { world } = this;
    const joinMicros = world.wifi.ensureJoined();
    // The latency belongs to the n-th visit to a host, so that one more visit elsewhere does not shift it.
    const visit = (this.visits.get(host) ?? 0) + 1;
    this.visits.set(host, visit);
    const random = Random.stream(world.seed, `latency/${host}/${visit}`);
    const delayMicros = ROUND_TRIP_MICROS.least + random.below(ROUND_TRIP_MICROS.jitter);
    const connection: Connection = {
      number: ++this.connections,
      host,
      port,
      tls,
      delayMicros,
      protocol: tls ? "tls" : "tcp",
      unanswered: new Uint8Array(),
      closed: false,
    };
    this.connection = connection;
    const name = new TextEncoder().encode(host);
    if (!isAddress(host)) this.see("dns", ["network"], "query", name, name.length, null);
    this.see("tcp", tls ? ["endpoint", "network"] : ["endpoint", "network"], "connect", null, 0, connection);
    if (tls) this.see("tls", ["network"], "client hello", name, name.length, connection);
    this.after(joinMicros + delayMicros, {
      do: "open",
      connection: connection.number,
    } satisfies NetworkMessage);
  }

  write(bytes: Uint8Array): void {
    const { connection } = this;
    if (connection === null || connection.closed) return;
    if (connection.unanswered.length === 0) connection.protocol = recognise(connection, bytes);
    if (connection.tls) {
      this.see(connection.protocol, ["endpoint"], "write", bytes, bytes.length, connection);
      this.see("tls", ["network"], "record", null, bytes.length + TLS_RECORD_OVERHEAD, connection);
    } else {
      this.see(connection.protocol, ["endpoint", "network"], "write", bytes, bytes.length, connection);
    }
    if (connection.unanswered.length + bytes.length > MAX_REQUEST_BYTES)
      connection.unanswered = new Uint8Array();
    connection.unanswered = concat(connection.unanswered, bytes);
    this.answer(connection);
  }

  close(): void {
    if (this.connection === null || this.connection.closed) return;
    this.connection.closed = true;
    this.see("tcp", ["endpoint", "network"], "close", null, 0, this.connection);
  }

  receive(message: unknown): void {
    const due = message as NetworkMessage;
    const { connection } = this;
    if (connection === null || connection.number !== due.connection || connection.closed) return;
    if (due.do === "open") this.world.device.socketEvent("open");
    else if (due.do === "deliver") this.deliver(connection, due.bytes);
    else {
      connection.closed = true;
      this.world.device.socketEvent("close");
    }
  }

  private answer(connection: Connection): void {
    if (connection.protocol === "http") {
      const request = attempt(() => readRequest(connection.unanswered));
      if (request === "garbage") this.reply(connection, { do: "hang-up", connection: connection.number });
      else if (request !== null) {
        connection.unanswered = connection.unanswered.slice(request.sizeBytes);
        this.replyBytes(connection, writeResponse(DEFAULT_RESPONSE));
        this.reply(connection, { do: "hang-up", connection: connection.number }, 1_000);
      }
    } else if (connection.protocol === "mqtt") {
      for (;;) {
        const length = attempt(() => packetLength(connection.unanswered));
        if (length === 0) return;
        const packet = length === "garbage" ? null : connection.unanswered.slice(0, length as number);
        const reply = packet === null ? "garbage" : attempt(() => brokerReply(packet));
        if (reply === "garbage") {
          this.reply(connection, { do: "hang-up", connection: connection.number });
          return;
        }
        connection.unanswered = connection.unanswered.slice(length as number);
        if (reply !== null) this.replyBytes(connection, reply);
      }
    } else {
      connection.unanswered = new Uint8Array();
    }
  }

  private replyBytes(connection: Connection, bytes: Uint8Array): void {
    let after = 0;
    for (let at = 0; at < bytes.length; ) {
      let end = Math.min(bytes.length, at + SEGMENT_BYTES);
      // DeviceScript's fetch waits for ever when CR and LF come in two messages.
      if (end < bytes.length && bytes[end - 1] === 0x0d) end--;
      this.reply(
        connection,
        { do: "deliver", connection: connection.number, bytes: bytes.slice(at, end) },
        after,
      );
      at = end;
      after += 200;
    }
  }

  private reply(connection: Connection, message: NetworkMessage, afterMicros = 0): void {
    this.after(connection.delayMicros + afterMicros, message);
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
    this.world.device.socketEvent("message", bytes);
  }

  private see(
    channel: Channel,
    observers: Observer[],
    kind: string,
    payload: Uint8Array | null,
    sizeBytes: number,
    connection: Connection | null,
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
      pcs: this.world.device.runningStack(),
    });
  }
}

function recognise(connection: Connection, first: Uint8Array): Channel {
  if (looksLikeHttp(first)) return "http";
  if (connection.protocol === "mqtt" || looksLikeMqtt(first)) return "mqtt";
  return connection.protocol;
}

function peerName(connection: Connection): string {
  return `${connection.host}:${connection.port}`;
}

/** IPv4 dotted or anything with a colon: needs no look-up. */
function isAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
}

function attempt<T>(parse: () => T): T | "garbage" {
  try {
    return parse();
  } catch {
    return "garbage";
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
