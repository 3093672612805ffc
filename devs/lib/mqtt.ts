// MQTT 3.1.1 over TLS without a log: the stock client prints every packet in hexadecimal, CONNECT with the password
// included. A board has one socket, so a fetch ends the connection; it comes back by itself.
import * as ds from "@devicescript/core";
import { connect, type Socket } from "@devicescript/net";
import type { Secret } from "./secret";

const PORT = 8883;
/** The broker may take the client for dead after one and a half times this (MQTT 3.1.1, 3.1.2.10). */
const KEEP_ALIVE_SECONDS = 600;
const PING_AFTER_MS = 540_000;
/** A broker that has not answered by then is taken for dead. */
const ANSWER_MS = 20_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;
/** Longer packets end the connection. */
const MAX_PACKET_BYTES = 2_048;

/** First bytes of packets, flags included (MQTT 3.1.1, 2.2). */
enum Kind {
  Connect = 0x10,
  ConnAck = 0x20,
  Publish = 0x30,
  Subscribe = 0x82,
  PingReq = 0xc0,
}
/** Session clean, user name and password given (MQTT 3.1.1, 3.1.2.3). */
const CONNECT_FLAGS = 0xc2;
const PROTOCOL_LEVEL = 4;
const ACCEPTED = 0;

export interface MqttOptions {
  host: string;
  /** Default: 8883. */
  port?: number;
  clientId: string;
  user: string;
  password: Secret;
  /** Topics to subscribe to. */
  topics?: string[];
  receive?: (topic: string, payload: Buffer) => Promise<void>;
}

export class Mqtt {
  private socket: Socket | undefined;
  /** Number of the `start` that is in charge; 0 for none. */
  private turn = 0;
  private starts = 0;
  private accepted = false;
  private heard = Buffer.alloc(0);

  constructor(private readonly options: MqttOptions) {}

  /** Connects, and again whenever the connection ends, at growing intervals up to five minutes; returns after `stop`. */
  async start() {
    if (this.turn !== 0) return;
    const turn = ++this.starts;
    this.turn = turn;
    let waitMs = FIRST_WAIT_MS;
    while (this.turn === turn) {
      const was = await this.session();
      waitMs = was ? FIRST_WAIT_MS : Math.min(2 * waitMs, LONGEST_WAIT_MS);
      if (this.turn === turn) await ds.sleep(waitMs);
    }
  }

  async stop() {
    this.turn = 0;
    const { socket } = this;
    if (socket !== undefined) await socket.close();
  }

  /** At most once (QoS 0). False when there is no connection: nothing is kept for later. */
  async publish(topic: string, payload: string | Buffer, retain = false): Promise<boolean> {
    const { socket } = this;
    if (socket === undefined || !this.accepted) return false;
    const content = typeof payload === "string" ? Buffer.from(payload) : payload;
    try {
      await socket.send(packet(retain ? Kind.Publish | 1 : Kind.Publish, text(topic).concat(content)));
      return true;
    } catch (_lost) {
      return false;
    }
  }

  /** One connection, from beginning to end; whether the broker accepted it. */
  private async session(): Promise<boolean> {
    const { host, port } = this.options;
    this.heard = Buffer.alloc(0);
    let was = false;
    try {
      const socket = await connect({ host, port: port || PORT, proto: "tls" });
      this.socket = socket;
      await socket.send(this.connectPacket());
      while (await this.listen(socket)) was = true;
      await socket.close();
    } catch (_lost) {
      was = was || this.accepted;
    }
    this.socket = undefined;
    this.accepted = false;
    return was;
  }

  /** Hears what comes next, or makes sure that somebody is still there; false when nobody is. */
  private async listen(socket: Socket): Promise<boolean> {
    let bytes = await socket.recv(this.accepted ? PING_AFTER_MS : ANSWER_MS);
    if (bytes === undefined && this.accepted) {
      await socket.send(packet(Kind.PingReq, Buffer.alloc(0)));
      bytes = await socket.recv(ANSWER_MS);
    }
    // Undefined after silence, null at the end.
    if (!bytes) return false;
    this.heard = this.heard.concat(bytes);
    for (let end = endOf(this.heard); end > 0; end = endOf(this.heard)) {
      const whole = this.heard.slice(0, end);
      this.heard = this.heard.slice(end);
      if (!(await this.hear(socket, whole))) return false;
    }
    return true;
  }

  private async hear(socket: Socket, whole: Buffer): Promise<boolean> {
    const kind = whole[0] & 0xf0;
    const { topics, receive } = this.options;
    const bodyAt = whole[1] < 0x80 ? 2 : 3;
    if (kind === Kind.ConnAck) {
      if (whole[bodyAt + 1] !== ACCEPTED) return false;
      this.accepted = true;
      let id = 0;
      for (const topic of topics || []) await socket.send(subscription(++id, topic));
    } else if (kind === Kind.Publish && receive !== undefined) {
      const topicEnd = bodyAt + 2 + ((whole[bodyAt] << 8) | whole[bodyAt + 1]);
      await receive(whole.slice(bodyAt + 2, topicEnd).toString("utf-8"), whole.slice(topicEnd));
    }
    return true;
  }

  private connectPacket(): Buffer {
    const { clientId, user, password } = this.options;
    const head = Buffer.from([
      PROTOCOL_LEVEL,
      CONNECT_FLAGS,
      KEEP_ALIVE_SECONDS >> 8,
      KEEP_ALIVE_SECONDS & 0xff,
    ]);
    const body = text("MQTT").concat(head).concat(text(clientId)).concat(text(user));
    return packet(Kind.Connect, body.concat(password.use(text)));
  }
}

/** Asks for messages at most once (QoS 0). */
function subscription(id: number, topic: string): Buffer {
  const qos = Buffer.from([0]);
  return packet(
    Kind.Subscribe,
    Buffer.from([id >> 8, id & 0xff])
      .concat(text(topic))
      .concat(qos),
  );
}

/** A text or bytes with their length before them (MQTT 3.1.1, 1.5.3). */
function text(value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.from([bytes.length >> 8, bytes.length & 0xff]).concat(bytes);
}

/** First byte, remaining length (MQTT 3.1.1, 2.2.3), body. */
function packet(first: number, body: Buffer): Buffer {
  const { length } = body;
  if (length > MAX_PACKET_BYTES) throw new RangeError(`mqtt: at most ${MAX_PACKET_BYTES} bytes`);
  const head = length < 0x80 ? [first, length] : [first, (length & 0x7f) | 0x80, length >> 7];
  return Buffer.from(head).concat(body);
}

/** Offset at which the first packet ends; 0 while it has not all come. Throws if the packet is too long. */
function endOf(bytes: Buffer): number {
  if (bytes.length < 2) return 0;
  let end = 2 + bytes[1];
  if (bytes[1] >= 0x80) {
    if (bytes.length < 3) return 0;
    if (bytes[2] >= 0x80) throw new RangeError("mqtt: packet too long");
    end = 3 + (bytes[1] & 0x7f) + (bytes[2] << 7);
  }
  if (end > MAX_PACKET_BYTES) throw new RangeError("mqtt: packet too long");
  return bytes.length >= end ? end : 0;
}
