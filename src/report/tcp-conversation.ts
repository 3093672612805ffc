/** One TCP connection as packets: what both sides say, and the handshake and acknowledgements around it. */

import { type Endpoint, MAX_SEGMENT_BYTES, TCP_FLAG, tcpPacket } from "../../sim/net/ip-packet.ts";

/** Side of a connection: the client opened it, the server accepted it. */
export type Side = "client" | "server";

/** Full segments that are acknowledged together (RFC 9293, 3.8.6.3). */
const SEGMENTS_AN_ACK = 2;
const NOTHING: Uint8Array = new Uint8Array();

interface SideState {
  readonly endpoint: Endpoint;
  /** Number of the next byte that it sends. */
  next: number;
  packets: number;
}

/** Returns the packets of each step, in the order in which they are on the wire. */
export class TcpConversation {
  private readonly sides: Readonly<Record<Side, SideState>>;
  private state: "calling" | "open" | "over" = "calling";

  constructor(client: Endpoint, server: Endpoint, number: number) {
    const side = (endpoint: Endpoint, next: number) => ({ endpoint, next, packets: 0 });
    // Real ones start anywhere (RFC 6528); these differ from one connection to the next.
    this.sides = {
      client: side(client, (number * 64_000) >>> 0),
      server: side(server, (number * 64_000 + 2 ** 31) >>> 0),
    };
  }

  call(): Uint8Array[] {
    const { client } = this.sides;
    const packet = this.packet("client", TCP_FLAG.syn);
    client.next = (client.next + 1) >>> 0;
    return [packet];
  }

  /** `bytes` from one side, in segments, acknowledged by the other. */
  say(side: Side, bytes: Uint8Array): Uint8Array[] {
    if (this.state === "over") return [];
    const packets = this.answer();
    const other = otherSide(side);
    const { next: start } = this.sides[side];
    for (let at = 0, count = 1; at < bytes.length; at += MAX_SEGMENT_BYTES, count++) {
      const segment = bytes.subarray(at, at + MAX_SEGMENT_BYTES);
      const last = at + segment.length === bytes.length;
      packets.push(this.packet(side, TCP_FLAG.ack + (last ? TCP_FLAG.push : 0), segment));
      this.sides[side].next = (start + at + segment.length) >>> 0;
      if (last || count % SEGMENTS_AN_ACK === 0) packets.push(this.packet(other, TCP_FLAG.ack));
    }
    return packets;
  }

  /** One side has nothing more to say, and the other agrees. */
  close(side: Side): Uint8Array[] {
    if (this.state === "over") return [];
    const packets = this.answer();
    for (const who of [side, otherSide(side)]) {
      packets.push(this.packet(who, TCP_FLAG.fin + TCP_FLAG.ack));
      this.sides[who].next = (this.sides[who].next + 1) >>> 0;
    }
    this.state = "over";
    packets.push(this.packet(side, TCP_FLAG.ack));
    return packets;
  }

  /** One side breaks the connection off, or refuses it. */
  reset(side: Side): Uint8Array[] {
    if (this.state === "over") return [];
    const packet = this.packet(side, TCP_FLAG.rst + TCP_FLAG.ack);
    this.state = "over";
    return [packet];
  }

  /** The rest of the handshake, once it shows that the server accepted. */
  private answer(): Uint8Array[] {
    if (this.state !== "calling") return [];
    this.state = "open";
    const { server } = this.sides;
    const accept = this.packet("server", TCP_FLAG.syn + TCP_FLAG.ack);
    server.next = (server.next + 1) >>> 0;
    return [accept, this.packet("client", TCP_FLAG.ack)];
  }

  private packet(from: Side, flags: number, payload = NOTHING): Uint8Array {
    const sender = this.sides[from];
    const receiver = this.sides[otherSide(from)];
    const route = { from: sender.endpoint, to: receiver.endpoint, id: sender.packets++ };
    const acknowledged = (flags & TCP_FLAG.ack) === 0 ? 0 : receiver.next;
    return tcpPacket(route, { sequence: sender.next, acknowledged, flags }, payload);
  }
}

function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}
