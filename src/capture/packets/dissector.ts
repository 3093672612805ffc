/** Takes packets apart: frames, IP, TCP and UDP, and what conversations say. */
import type { Messages } from "../compare/messages.ts";
import type { Mark, Search, Sight } from "../search.ts";
import { Conversation, type End, type Side, type Surroundings } from "./conversation.ts";
import { type Datagram, IpLayer } from "./ip.ts";
import { type Carried, carriedBy } from "./link.ts";
import { Names } from "./names.ts";
import { type Packet, viewOf } from "./packet.ts";
import { tcpProtocol, udpProtocol } from "./protocol.ts";
import { type Listener, type Segment, segmentOf, TcpStream } from "./tcp.ts";
import { UPPER_PDU, upperPduOf } from "./upper-pdu.ts";

const PROTOCOL = { tcp: 6, udp: 17, esp: 50 };
const UDP_HEADER_BYTES = 8;
/** Conversations at once; with more, or more memory held, those that were silent longest are closed. */
const MAX_CONVERSATIONS = 10_000;
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** Connections under TLS that are remembered. */
const MAX_SEALED = 100_000;
/** Ports below are servers' (RFC 6335, 6): of the two ends of a conversation that was under way. */
const FIRST_DYNAMIC_PORT = 32_768;
/** The interface under which `tightlip run --inside-tls` writes what servers see. */
export const INSIDE_TLS = "endpoint";

interface Tracked {
  readonly conversation: Conversation;
  readonly clientKey: string;
  readonly streams: Readonly<Record<Side, TcpStream>>;
}

export class Dissector {
  packets = 0;
  conversations = 0;
  durationMicros = 0;
  private startMicros: number | null = null;
  private readonly open = new Map<string, Tracked>();
  private readonly ip = new IpLayer();
  private readonly names = new Names();
  private readonly seals = new Map<string, Set<string>>();
  /** Connections under TLS: who opened them, and to whom. */
  private readonly underTls = new Map<string, { readonly clientKey: string; readonly peer: string }>();
  private readonly opened = new Set<string>();
  private cut = 0;
  private sealedFrames = 0;
  private gaps = { bytes: 0, conversations: 0 };

  /** `messages` gets every message that is said; null when nobody wants them. */
  constructor(
    private readonly search: Search,
    private readonly messages: Messages | null = null,
  ) {}

  take(packet: Packet): void {
    this.packets++;
    this.startMicros ??= packet.atMicros;
    const atMicros = Math.max(0, packet.atMicros - this.startMicros);
    this.durationMicros = Math.max(this.durationMicros, atMicros);
    if (packet.bytes.length < packet.originalBytes) this.cut++;
    const mark = { atMicros, where: `in frame ${packet.number}` };
    const carried = carriedBy(packet.linkType, packet.bytes);
    if (carried.kind === "sealed") this.sealedFrames++;
    if (carried.kind !== "ip") this.searchFrame(carried, carried.bytes, mark);
    else this.takeIp(carried, packet, mark);
    if (this.open.size > MAX_CONVERSATIONS || this.search.heldBytes > MAX_HELD_BYTES) this.closeOldest();
  }

  /** What was inside TLS: known once all packets were taken, and `end` was called. */
  takeInside(packet: Packet): void {
    const pdu = packet.linkType === UPPER_PDU ? upperPduOf(packet.bytes) : null;
    if (pdu === null) return;
    const { source, target, frame, bytes } = pdu;
    const key = keyOf("tcp", source, target);
    const outside = this.underTls.get(key);
    if (outside === undefined) return;
    this.opened.add(key);
    const atMicros = Math.max(0, packet.atMicros - this.startMicros!);
    const isFromClient = outside.clientKey === `${source.address}:${source.port}`;
    const tracked = this.track(key, source, target, isFromClient, {
      search: this.search,
      messages: this.messages,
      nameOf: (address) =>
        outside.clientKey.startsWith(`${address}:`) ? this.names.of(address) : withoutPort(outside.peer),
      recognise: tcpProtocol,
      observer: "endpoint",
      isInside: true,
    });
    tracked.conversation.say(sideOf(tracked, source), bytes, { atMicros, where: `in frame ${frame}` });
    if (this.search.heldBytes > MAX_HELD_BYTES) this.closeOldest();
  }

  /** Closes what is open. */
  end(): void {
    const mark = { atMicros: this.durationMicros, where: "in fragments" };
    this.ip.end((bytes) => this.searchFrame(NETWORK, bytes, mark));
    while (this.open.size > 0) this.closeOldest();
  }

  /** Why something may be in the capture that was not seen, a phrase each; of all that has ended. */
  blindSpots(hasKeys: boolean): string[] {
    const spots: string[] = [];
    const unopened = [...this.underTls].filter(([key]) => !this.opened.has(key)).map(([, { peer }]) => peer);
    if (unopened.length > 0) {
      const hint = hasKeys ? "the key log has no key for it" : "there is no key log (--keylog)";
      spots.push(`${some(new Set(unopened))} spoke TLS, which hides the content, and ${hint}`);
    }
    for (const [seal, peers] of this.seals)
      spots.push(`${some(peers)} spoke ${seal}, which hides the content`);
    const { bytes, conversations } = this.gaps;
    if (bytes > 0)
      spots.push(`${bytes} bytes of ${count(conversations, "connection")} are missing from the capture`);
    if (this.cut > 0)
      spots.push(`${count(this.cut, "packet")} ${this.cut === 1 ? "was" : "were"} not recorded in full`);
    if (this.ip.incomplete > 0)
      spots.push(`${count(this.ip.incomplete, "packet")} came in parts, and not all are there`);
    if (this.sealedFrames > 0)
      spots.push(
        `${count(this.sealedFrames, "WiFi frame")} ${this.sealedFrames === 1 ? "is" : "are"} encrypted`,
      );
    return spots;
  }

  private takeIp(carried: Carried, packet: Packet, mark: Mark): void {
    const datagram = this.ip.take(carried.bytes, (bytes) => this.searchFrame(carried, bytes, mark));
    if (datagram === null) return;
    if (datagram.protocol === PROTOCOL.tcp) this.takeTcp(datagram, carried, packet, mark);
    else if (datagram.protocol === PROTOCOL.udp) this.takeUdp(datagram, carried, packet, mark);
    else {
      if (datagram.protocol === PROTOCOL.esp) this.addSeal("IPsec", datagram.target);
      this.searchFrame(carried, datagram.bytes, mark);
    }
  }

  private takeTcp(datagram: Datagram, carried: Carried, packet: Packet, mark: Mark): void {
    const segment = segmentOf(datagram);
    if (segment === null) {
      this.searchFrame(carried, datagram.bytes, mark);
      return;
    }
    const from = { address: datagram.source, port: segment.sourcePort };
    const to = { address: datagram.target, port: segment.targetPort };
    const key = keyOf("tcp", from, to);
    const isOpening = segment.isSyn && segment.acknowledged === null;
    // The same two ports once more; a greeting that is sent again says nothing new.
    if (isOpening && this.open.get(key)?.streams.client.isAtStart(segment.sequence) === false)
      this.close(key);
    const tracked = this.track(key, from, to, isClient(segment, from, to), {
      ...this.around(carried, packet),
      recognise: tcpProtocol,
    });
    const side = sideOf(tracked, from);
    tracked.streams[side].take(segment, mark);
    if (segment.acknowledged !== null)
      tracked.streams[side === "client" ? "server" : "client"].acknowledge(segment.acknowledged);
    if (segment.isReset) this.close(key);
  }

  private takeUdp(datagram: Datagram, carried: Carried, packet: Packet, mark: Mark): void {
    const { bytes } = datagram;
    if (bytes.length < UDP_HEADER_BYTES) {
      this.searchFrame(carried, bytes, mark);
      return;
    }
    const view = viewOf(bytes);
    const ports = [view.getUint16(0), view.getUint16(2)];
    const from = { address: datagram.source, port: ports[0] };
    const to = { address: datagram.target, port: ports[1] };
    const key = keyOf("udp", from, to);
    const content = bytes.subarray(UDP_HEADER_BYTES);
    const tracked = this.track(key, from, to, from.port >= to.port, {
      ...this.around(carried, packet),
      recognise: (first) => udpProtocol(first, ports),
    });
    const side = sideOf(tracked, from);
    tracked.conversation.datagram(side, content, mark);
    if (tracked.conversation.protocol.channel !== "dns") return;
    for (const name of this.names.learn(content)?.questions ?? []) {
      // Nobody has to put a value that is longer than a label into one.
      for (const form of [name, name.replaceAll(".", "")])
        tracked.conversation.aside(side, Buffer.from(form), mark);
      const sight: Sight = { observers: [carried.observer], channel: "dns", to: null };
      this.messages?.add({ place: `dns ${name}`, sight, bytes: null, sizeBytes: 0, mark });
    }
  }

  private around(carried: Carried, packet: Packet): Omit<Surroundings, "recognise"> {
    return {
      search: this.search,
      messages: this.messages,
      nameOf: (address) => this.names.of(address),
      observer: carried.observer,
      isInside: packet.interfaceName === INSIDE_TLS,
    };
  }

  /** The conversation, which is now the one that was silent least. */
  private track(key: string, from: End, to: End, isFromClient: boolean, around: Surroundings): Tracked {
    let tracked = this.open.get(key);
    if (tracked === undefined) {
      this.conversations++;
      const [client, server] = isFromClient ? [from, to] : [to, from];
      const conversation = new Conversation(client, server, around);
      const stream = (side: Side) => new TcpStream(listener(conversation, side));
      tracked = {
        conversation,
        clientKey: `${client.address}:${client.port}`,
        streams: { client: stream("client"), server: stream("server") },
      };
    } else this.open.delete(key);
    this.open.set(key, tracked);
    return tracked;
  }

  private closeOldest(): void {
    const oldest = this.open.keys().next();
    if (!oldest.done) this.close(oldest.value);
  }

  private close(key: string): void {
    const tracked = this.open.get(key);
    if (tracked === undefined) return;
    this.open.delete(key);
    const { conversation, streams } = tracked;
    streams.client.end();
    streams.server.end();
    conversation.close();
    const { seal } = conversation.protocol;
    if (seal !== null && !conversation.isInside) {
      const peer = this.search.redact(conversation.peer);
      if (seal !== "TLS") this.addSeal(seal, peer);
      else if (this.underTls.size < MAX_SEALED)
        this.underTls.set(key, { clientKey: tracked.clientKey, peer });
    }
    if (conversation.missingBytes === 0) return;
    this.gaps.bytes += conversation.missingBytes;
    this.gaps.conversations++;
  }

  private addSeal(seal: string, peer: string): void {
    const peers = this.seals.get(seal) ?? new Set<string>();
    if (peers.size < MAX_CONVERSATIONS) peers.add(peer);
    this.seals.set(seal, peers);
  }

  private searchFrame(carried: Carried, bytes: Uint8Array, mark: Mark): void {
    const sight: Sight = {
      observers: [carried.observer],
      channel: carried.channel,
      to: null,
      release: (secret) => (carried.kind === "management" && secret === "wifi.ssid" ? "platform/air" : null),
    };
    const thread = this.search.thread(() => sight);
    thread.push(bytes, mark);
    thread.close();
  }
}

const NETWORK: Carried = { kind: "other", bytes: new Uint8Array(), observer: "network", channel: "tcp" };

function listener(conversation: Conversation, side: Side): Listener {
  return {
    next: (bytes, mark) => conversation.say(side, bytes, mark),
    stray: (bytes, mark) => conversation.aside(side, bytes, mark),
    gap: (sizeBytes) => conversation.interrupt(side, sizeBytes),
  };
}

/** The same for both directions. */
function keyOf(protocol: string, a: End, b: End): string {
  const [x, y] = [`${a.address}:${a.port}`, `${b.address}:${b.port}`];
  return x < y ? `${protocol} ${x} ${y}` : `${protocol} ${y} ${x}`;
}

function sideOf({ clientKey }: Tracked, from: End): Side {
  return clientKey === `${from.address}:${from.port}` ? "client" : "server";
}

/** Who opens is the client; of a conversation that was under way, who has the port that is taken by chance. */
function isClient({ isSyn, acknowledged }: Segment, from: End, to: End): boolean {
  if (isSyn) return acknowledged === null;
  if (from.port >= FIRST_DYNAMIC_PORT !== to.port >= FIRST_DYNAMIC_PORT)
    return from.port >= FIRST_DYNAMIC_PORT;
  return from.port >= to.port;
}

function withoutPort(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(":"));
}

function some(names: ReadonlySet<string>): string {
  const [first, second, ...others] = names;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
