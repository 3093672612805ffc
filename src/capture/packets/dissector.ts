/** Takes packets apart: frames, IP, TCP and UDP, and what conversations say. */

import type { Unpackers } from "../../judge/read/body.ts";
import { searchPieces } from "../../judge/read/datagrams.ts";
import { MessagePool, randomTail } from "../../judge/read/randomness.ts";
import { Sink } from "../../judge/read/understood.ts";
import type { OpenedTls } from "../capture-reading.ts";
import type { Messages } from "../compare/messages.ts";
import { Ledger } from "../ledger.ts";
import type { Mark, Search, Sight, Thread } from "../search.ts";
import { type Carried, type CarriedList, type LinkState, network } from "./carried.ts";
import { Checksums, isSumRight } from "./checksums.ts";
import { Conversation, type Side, type Surroundings } from "./conversation.ts";
import { type End, endName, isClient, keyOf, withoutPort } from "./ends.ts";
import { inOpened } from "./ieee80211.ts";
import { type Datagram, IpLayer } from "./ip.ts";
import { carriedBy } from "./link.ts";
import { MessagePools } from "./message-pools.ts";
import { Names } from "./names.ts";
import { OtherLinks } from "./other-links.ts";
import { type Aside, type Packet, viewOf } from "./packet.ts";
import { packetWithin } from "./packet-within.ts";
import { bluFiOf, ftdiOf } from "./piece-headers.ts";
import { tcpProtocol, udpProtocol } from "./protocol.ts";
import { sctpData } from "./sctp.ts";
import { type Listener, segmentOf, TcpStream } from "./tcp.ts";
import { TlsConnections } from "./tls-connections.ts";
import { tunnelInIp, tunnelInUdp } from "./tunnels.ts";
import { UPPER_PDU, upperPduOf } from "./upper-pdu.ts";
import { WifiKeys } from "./wpa.ts";

const PROTOCOL = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  esp: 50,
  authenticated: 51,
  icmp6: 58,
  compressed: 108,
  sctp: 132,
  udpLite: 136,
};
/** Messages of ICMP (RFC 792, RFC 4443) that carry what was asked for; others repeat the packet that they are about. */
const ECHO: Readonly<Record<number, readonly number[]>> = {
  [PROTOCOL.icmp]: [0, 8],
  [PROTOCOL.icmp6]: [128, 129],
};
/** Tunnels in tunnels, at most. */
const MAX_NESTING = 8;
/** Threads of pieces (writes over Bluetooth, transfers over USB), and what is kept of each to put it together. */
const MAX_THREADS = 10_000;
const MAX_KEPT_PIECES = 2_000;
const MAX_KEPT_BYTES = 256 * 1024;
const UDP_HEADER_BYTES = 8;
/** Conversations at once; with more, or more memory held, those that were silent longest are closed. */
const MAX_CONVERSATIONS = 10_000;
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** The interface under which `tightlip run --inside-tls` writes what servers see. */
export const INSIDE_TLS = "endpoint";

/** Frame that carries content over IP: its packet, its mark, and the depth of nesting. */
interface Around {
  readonly packet: Packet;
  readonly mark: Mark;
  readonly depth: number;
  /** A packet was found in the frame as it stands, whatever its link. */
  readonly isOpened: boolean;
}

/** Kinds of carried bytes that are packets, or that hide one. */
const OPENED: readonly Carried["kind"][] = ["ip", "handshake", "sealed"];

interface PieceThread {
  readonly whole: Thread;
  readonly carried: Carried & { kind: "piece" };
  readonly pieces: Uint8Array[];
  readonly pool: MessagePool;
  sizeBytes: number;
}

interface Tracked {
  readonly conversation: Conversation;
  readonly clientKey: string;
  readonly streams: Readonly<Record<Side, TcpStream>>;
  /** One side said that it is over. */
  isReset: boolean;
}

export class Dissector {
  packets = 0;
  conversations = 0;
  durationMicros = 0;
  private startMicros: number | null = null;
  private readonly open = new Map<string, Tracked>();
  private readonly ip = new IpLayer();
  private readonly names = new Names();
  private readonly checksums = new Checksums();
  private readonly otherLinks = new OtherLinks();
  readonly ledger = new Ledger();
  private readonly links: LinkState = { sealed: new Set(), parts: new Map() };
  private readonly pieces = new Map<string, PieceThread>();
  /** Short frames that continue nothing. */
  private readonly pool = new MessagePool();
  private readonly pools = new MessagePools();
  private readonly underTls = new TlsConnections();
  /** Keys of TLS were used on the capture. */
  private wereKeysTried = false;

  private readonly wifi: WifiKeys;

  /** `messages` gets every message that is said; null when nobody wants them. */
  constructor(
    private readonly search: Search,
    private readonly messages: Messages | null,
    private readonly unpackers: Unpackers,
  ) {
    this.wifi = new WifiKeys(search.networks, search.crypto);
  }

  take(packet: Packet): void {
    this.packets++;
    this.startMicros ??= packet.atMicros;
    const atMicros = Math.max(0, packet.atMicros - this.startMicros);
    this.durationMicros = Math.max(this.durationMicros, atMicros);
    const cutBytes = packet.originalBytes - packet.bytes.length;
    if (cutBytes > 0) this.ledger.blind({ kind: "cut", sizeBytes: cutBytes, detail: null }, null);
    const mark = { atMicros, where: `in frame ${packet.number}`, frame: packet.number };
    const carried = carriedBy(packet.linkType, packet.bytes, this.links);
    // A frame may be of another kind of link than the capture says.
    const within = carried.some(({ kind }) => OPENED.includes(kind)) ? null : packetWithin(packet.bytes);
    const around = { packet, mark, depth: 0, isOpened: within !== null };
    if (within !== null) this.takeTunnel(within, carried[0], around);
    this.takeCarried(carried, around);
    if (this.open.size > MAX_CONVERSATIONS || this.search.heldBytes > MAX_HELD_BYTES) this.closeOldest();
  }

  /** Content of a record of TLS: known once all packets were taken, and `end` was called. */
  private takeInside(packet: Packet): void {
    const pdu = packet.linkType === UPPER_PDU ? upperPduOf(packet.bytes) : null;
    if (pdu === null) return;
    const { source, target, frame, bytes } = pdu;
    const outside = this.underTls.find([endName(source), endName(target)], frame);
    if (outside === null) return;
    outside.records.open(frame);
    const atMicros = Math.max(0, packet.atMicros - this.startMicros!);
    const isFromClient = outside.clientKey === endName(source);
    const tracked = this.track(outside.key, source, target, isFromClient, {
      search: this.search,
      messages: this.messages,
      unpackers: this.unpackers,
      nameOf: (address) =>
        outside.clientKey.startsWith(`${address}:`) ? this.names.of(address) : withoutPort(outside.peer),
      recognise: tcpProtocol,
      observer: "endpoint",
      poolOf: this.pools.of("tls"),
      isInside: true,
    });
    tracked.conversation.say(sideOf(tracked, source), bytes, { atMicros, where: `in frame ${frame}` });
    if (this.search.heldBytes > MAX_HELD_BYTES) this.closeOldest();
  }

  /** Takes what keys opened in the records of TLS; what they left closed is a blind spot. */
  async takeOpened({ packets, withoutContent }: OpenedTls): Promise<void> {
    this.wereKeysTried = true;
    for await (const packet of packets) this.takeInside(packet);
    this.end();
    const closed = this.underTls.closed();
    if (closed.size === 0) return;
    for await (const { frame, count } of withoutContent()) {
      const records = (closed.get(frame) ?? []).map((connection) => connection.records);
      for (let left = count; left > 0 && records.some((of) => of.open(frame)); ) left--;
    }
  }

  /** Frames of links that are not read here came. */
  get hasOtherLinks(): boolean {
    return this.otherLinks.hasFrames;
  }

  /** An IP packet that another program found in such a frame. */
  takeLinked(packet: Packet): void {
    const frame = this.otherLinks.open(packet);
    if (frame === null) return;
    const atMicros = Math.max(0, packet.atMicros - this.startMicros!);
    const mark = { atMicros, where: `in frame ${frame}`, frame };
    this.takeCarried(network(packet.bytes), { packet, mark, depth: 0, isOpened: false });
  }

  /** Bytes of the file that are no packet's: comments, names, journals, and blocks that nobody knows. */
  takeAside({ bytes, unknown }: Aside): void {
    if (unknown === null) this.judge(bytes, this.pool);
    else this.ledger.blind({ kind: "block", sizeBytes: bytes.length, detail: unknown }, null);
    this.searchFrame(NETWORK, bytes, { atMicros: this.durationMicros, where: "beside the packets" });
  }

  /** Closes what is open. */
  end(): void {
    const mark = { atMicros: this.durationMicros, where: "in fragments" };
    this.ip.end((bytes) => this.searchFrame(NETWORK, bytes, mark));
    while (this.open.size > 0) this.closeOldest();
    for (const thread of this.pieces.values()) this.closePieces(thread);
    this.pieces.clear();
    for (const pool of this.pools.all()) this.notePool(pool.endWithOne());
    this.notePool(this.pool.end());
  }

  /** The book of all that has ended. */
  account(): Ledger {
    const all = new Ledger();
    all.add(this.ledger, null);
    this.underTls.tell(all, this.wereKeysTried);
    this.otherLinks.tell(all);
    const damaged = this.checksums.damaged();
    if (damaged.count > 0)
      all.blind({ kind: "broken", sizeBytes: damaged.sizeBytes, detail: "checksums" }, null, damaged.count);
    const { broken, brokenBytes } = this.ip;
    if (broken > 0) all.blind({ kind: "broken", sizeBytes: brokenBytes, detail: "IP" }, null, broken);
    if (this.ip.incomplete > 0)
      all.blind({ kind: "parts", sizeBytes: 0, detail: null }, null, this.ip.incomplete);
    return all;
  }

  private takeCarried(list: CarriedList, around: Around): void {
    for (const carried of list) {
      switch (carried.kind) {
        case "ip":
          this.takeIp(carried, around);
          break;
        case "piece":
          this.takeWithin(carried, around);
          this.takePiece(carried, around.mark);
          break;
        case "handshake":
          this.wifi.learn(carried.bytes, carried.start);
          this.searchContent(carried, carried.bytes, around.mark);
          break;
        case "sealed": {
          const opened = this.wifi.open(carried.bytes);
          if (opened !== null) {
            // Whoever knows the passphrase sees it, and the access point.
            this.takeCarried(inOpened(carried.bytes, opened), around);
            break;
          }
          this.ledger.blind({ kind: "wifi", sizeBytes: carried.bytes.length, detail: null }, null);
          this.searchFrame(carried, carried.bytes, around.mark);
          break;
        }
        case "blind":
          if (carried.spot === "link" && around.depth === 0)
            this.otherLinks.add(around.packet, carried.detail);
          else
            this.ledger.blind(
              { kind: carried.spot, sizeBytes: carried.bytes.length, detail: carried.detail },
              null,
            );
          this.searchFrame(carried, carried.bytes, around.mark);
          break;
        case "content":
          this.takeWithin(carried, around);
          this.searchContent(carried, carried.bytes, around.mark);
          break;
        default:
          this.searchContent(carried, carried.bytes, around.mark);
      }
    }
  }

  private takePiece(carried: Carried & { kind: "piece" }, mark: Mark): void {
    const { thread: name, bytes, observer, channel } = carried;
    let thread = this.pieces.get(name);
    if (thread === undefined) {
      if (this.pieces.size >= MAX_THREADS) {
        this.searchContent(carried, bytes, mark);
        return;
      }
      const whole = this.search.thread(() => ({ observers: [observer], channel, to: null }));
      thread = {
        whole,
        carried: { ...carried, bytes: new Uint8Array() },
        pieces: [],
        pool: new MessagePool(this.pool),
        sizeBytes: 0,
      };
      this.pieces.set(name, thread);
    }
    thread.whole.push(bytes, mark);
    this.judge(bytes, thread.pool);
    if (thread.pieces.length < MAX_KEPT_PIECES && thread.sizeBytes + bytes.length <= MAX_KEPT_BYTES)
      thread.pieces.push(bytes.slice());
    thread.sizeBytes += bytes.length;
  }

  /** Pieces are also put together without what each begins and ends with. */
  private closePieces({ whole, pieces, carried, pool }: PieceThread): void {
    whole.close();
    this.notePool(pool.end());
    const { observer, channel } = carried;
    const open = (layers: readonly string[]) => {
      const thread = this.search.thread(() => ({ observers: [observer], channel, to: null, layers }));
      const mark = { atMicros: this.durationMicros, where: "in pieces" };
      return { push: (bytes: Uint8Array) => thread.push(bytes, mark), close: () => thread.close() };
    };
    const sink = new Sink({ flow: open, content: () => {}, blind: () => {} });
    searchPieces(pieces, sink);
    const bluFi = bluFiOf(pieces);
    if (bluFi?.isEncrypted) {
      const sizeBytes = bluFi.bytes.length;
      this.ledger.blind({ kind: "opaque", sizeBytes, detail: "BluFi" }, null);
    }
    const known = observer === "cable" ? ftdiOf(pieces) : bluFi && [bluFi.bytes];
    for (const bytes of known ?? []) sink.search(bytes, ["pieces"]);
  }

  private takeIp(carried: Carried, around: Around): void {
    const { mark } = around;
    const datagram = this.ip.take(carried.bytes, (bytes) => this.searchContent(carried, bytes, mark));
    if (datagram === null) return;
    const { isHeaderRight, bytes, missingBytes } = datagram;
    // A frame that the recorder cut itself was noted as that.
    if (missingBytes > 0 && around.packet.bytes.length >= around.packet.originalBytes)
      this.ledger.blind({ kind: "cut", sizeBytes: missingBytes, detail: null }, null);
    if (isHeaderRight !== null) this.checksums.note("IP", isHeaderRight, bytes.length);
    if (datagram.protocol === PROTOCOL.tcp) this.takeTcp(datagram, carried, around);
    else if (datagram.protocol === PROTOCOL.udp || datagram.protocol === PROTOCOL.udpLite)
      this.takeUdp(datagram, carried, around);
    else this.takeOther(datagram, carried, around);
  }

  private takeOther(datagram: Datagram, carried: Carried, around: Around): void {
    const { protocol, bytes, source, target } = datagram;
    if (protocol === PROTOCOL.compressed) {
      this.ledger.blind({ kind: "coding", sizeBytes: bytes.length, detail: "IPComp" }, target);
      this.searchFrame(carried, bytes, around.mark);
      return;
    }
    if (protocol === PROTOCOL.esp) {
      this.ledger.blind({ kind: "ipsec", sizeBytes: bytes.length, detail: null }, target);
      this.searchFrame(carried, bytes, around.mark);
      return;
    }
    const inside =
      protocol === PROTOCOL.authenticated
        ? tunnelInIp(bytes[0], bytes.subarray(4 * ((bytes[1] ?? 0) + 2)))
        : tunnelInIp(protocol, bytes);
    if (inside !== null) {
      this.takeTunnel(inside, carried, around);
      return;
    }
    const isReport = ECHO[protocol]?.includes(bytes[0]) === false;
    const within = isReport ? null : packetWithin(bytes);
    if (within !== null) this.takeTunnel(within, carried, around);
    const thread = `ip ${protocol} ${source} ${target}`;
    const data = protocol === PROTOCOL.sctp ? sctpData(bytes) : null;
    const pieces = data ?? [{ stream: 0, bytes }];
    for (const { stream, bytes: piece } of pieces)
      this.takePiece(
        {
          kind: "piece",
          thread: `${thread} ${stream}`,
          bytes: piece,
          observer: carried.observer,
          channel: "tcp",
        },
        around.mark,
      );
  }

  /** Takes the packet that content may hold behind a header that has no reader. */
  private takeWithin(carried: Carried, around: Around): void {
    const within = around.isOpened ? null : packetWithin(carried.bytes);
    if (within !== null) this.takeTunnel(within, carried, around);
  }

  private takeTunnel(inside: CarriedList, { observer, bytes }: Carried, around: Around): void {
    if (around.depth >= MAX_NESTING) {
      this.ledger.blind({ kind: "tunnel", sizeBytes: bytes.length, detail: "nested too deep" }, null);
      return;
    }
    const [first, ...others] = inside;
    const seen = <T extends Carried>(one: T): T => ({ ...one, observer });
    this.takeCarried([seen(first), ...others.map(seen)], {
      ...around,
      depth: around.depth + 1,
      isOpened: false,
    });
  }

  private takeTcp(datagram: Datagram, carried: Carried, around: Around): void {
    const { packet, mark } = around;
    const segment = segmentOf(datagram);
    if (segment === null) {
      this.searchContent(carried, datagram.bytes, mark);
      return;
    }
    const from = { address: datagram.source, port: segment.sourcePort };
    const to = { address: datagram.target, port: segment.targetPort };
    const key = keyOf("tcp", from, to);
    const isOpening = segment.isSyn && segment.acknowledged === null;
    const before = this.open.get(key);
    // The same two ports once more; a greeting that is sent again says nothing new. A reset alone ends nothing: who sends
    // on did not get it, and what comes then would be taken for the beginning of another connection.
    const isOver = before?.isReset === true || before?.streams.client.isAtStart(segment.sequence) === false;
    if (isOpening && isOver) this.close(key);
    const tracked = this.track(key, from, to, isClient(segment, from, to), {
      ...this.around("tcp", carried, packet),
      recognise: tcpProtocol,
    });
    const side = sideOf(tracked, from);
    tracked.isReset ||= segment.isReset;
    tracked.streams[side].take(segment, mark);
    if (segment.acknowledged !== null)
      tracked.streams[side === "client" ? "server" : "client"].acknowledge(segment.acknowledged);
  }

  private takeUdp(datagram: Datagram, carried: Carried, around: Around): void {
    const { packet, mark } = around;
    const { bytes } = datagram;
    if (bytes.length < UDP_HEADER_BYTES) {
      this.searchContent(carried, bytes, mark);
      return;
    }
    const view = viewOf(bytes);
    const hasSum =
      view.getUint16(6) !== 0 && datagram.protocol === PROTOCOL.udp && datagram.missingBytes === 0;
    if (hasSum) {
      const isRight = isSumRight([datagram.addresses, bytes], PROTOCOL.udp + bytes.length);
      this.checksums.note(`UDP ${datagram.source}`, isRight, bytes.length);
    }
    const ports = [view.getUint16(0), view.getUint16(2)];
    const from = { address: datagram.source, port: ports[0] };
    const to = { address: datagram.target, port: ports[1] };
    const key = keyOf("udp", from, to);
    const content = bytes.subarray(UDP_HEADER_BYTES);
    const inside = tunnelInUdp(ports, content) ?? packetWithin(content);
    if (inside !== null) {
      this.searchFrame(carried, content.subarray(0, content.length - inside[0].bytes.length), mark);
      this.takeTunnel(inside, carried, around);
      return;
    }
    const surroundings = {
      ...this.around("udp", carried, packet),
      recognise: (first: Uint8Array) => udpProtocol(first, ports),
    };
    const tracked = this.track(key, from, to, from.port >= to.port, surroundings, ports);
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

  private around(protocol: "tcp" | "udp", carried: Carried, packet: Packet): Omit<Surroundings, "recognise"> {
    return {
      search: this.search,
      messages: this.messages,
      unpackers: this.unpackers,
      nameOf: (address) => this.names.of(address),
      observer: carried.observer,
      poolOf: this.pools.of(protocol),
      isInside: packet.interfaceName === INSIDE_TLS,
    };
  }

  /** The conversation, which is now the one that was silent least. */
  private track(
    key: string,
    from: End,
    to: End,
    isFromClient: boolean,
    around: Surroundings,
    datagramPorts: readonly number[] | null = null,
  ): Tracked {
    let tracked = this.open.get(key);
    if (tracked === undefined) {
      this.conversations++;
      const [client, server] = isFromClient ? [from, to] : [to, from];
      const conversation = new Conversation(client, server, around, datagramPorts);
      const stream = (side: Side) => new TcpStream(listener(conversation, side));
      tracked = {
        conversation,
        clientKey: endName(client),
        isReset: false,
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
    const peer = this.search.redact(conversation.peer);
    const isOpenable =
      conversation.hasTls &&
      !conversation.isInside &&
      this.underTls.add({
        clientKey: tracked.clientKey,
        peer,
        records: conversation.tlsRecords,
        sizeBytes: conversation.ledger.bytesOf("tls"),
      });
    this.ledger.add(conversation.ledger, peer, isOpenable ? ["tls"] : []);
  }

  /** Searches content, and notes what of it looks encrypted. */
  private searchContent(carried: Carried, bytes: Uint8Array, mark: Mark): void {
    this.judge(bytes, this.pool);
    this.searchFrame(carried, bytes, mark);
  }

  private notePool(sizeBytes: number): void {
    if (sizeBytes > 0) this.ledger.blind({ kind: "opaque", sizeBytes, detail: "short messages" }, null);
  }

  /** Bytes that do not look encrypted alone go to the pool. */
  private judge(bytes: Uint8Array, pool: MessagePool): void {
    const random = randomTail(bytes);
    if (random === 0) pool.add(bytes);
    this.ledger.content(bytes.length - random);
    if (random > 0) this.ledger.blind({ kind: "opaque", sizeBytes: random, detail: null }, null);
  }

  private searchFrame(carried: Carried, bytes: Uint8Array, mark: Mark): void {
    const sight: Sight = {
      observers: [carried.observer],
      channel: carried.kind === "ip" ? "tcp" : carried.channel,
      to: null,
      release: (secret) => (carried.kind === "management" && secret === "wifi.ssid" ? "platform/air" : null),
    };
    const thread = this.search.thread(() => sight);
    thread.push(bytes, mark);
    thread.close();
  }
}

const NETWORK: Carried = { kind: "content", bytes: new Uint8Array(), observer: "network", channel: "tcp" };

function listener(conversation: Conversation, side: Side): Listener {
  return {
    next: (bytes, mark) => conversation.say(side, bytes, mark),
    stray: (bytes, mark) => conversation.aside(side, bytes, mark),
    gap: (sizeBytes) => conversation.interrupt(side, sizeBytes),
    displaced: (sizeBytes) => conversation.ledger.blind({ kind: "broken", sizeBytes, detail: "TCP" }, null),
  };
}

function sideOf({ clientKey }: Tracked, from: End): Side {
  return clientKey === endName(from) ? "client" : "server";
}
