/** Summaries of packets, as lists of packets have them: between whom, by which protocol. */
import type { LinkState } from "../../../capture/packets/carried.ts";
import { IpLayer } from "../../../capture/packets/ip.ts";
import { carriedBy } from "../../../capture/packets/link.ts";
import { Names } from "../../../capture/packets/names.ts";
import { type Packet, viewOf } from "../../../capture/packets/packet.ts";
import { tcpProtocol, udpProtocol } from "../../../capture/packets/protocol.ts";
import { segmentOf } from "../../../capture/packets/tcp.ts";
import { readable } from "./readable.ts";

export interface Summary {
  readonly about: string;
  /** What is said, behind headers of the network. */
  readonly content: Uint8Array;
}

const PROTOCOL = { tcp: 6, udp: 17 };
const UDP_HEADER_BYTES = 8;

export class PacketSummary {
  private readonly ip = new IpLayer();
  private readonly names = new Names();
  private readonly links: LinkState = { sealed: new Set(), parts: new Map() };

  of({ linkType, bytes }: Packet): Summary {
    const [carried] = carriedBy(linkType, bytes, this.links);
    if (carried.kind !== "ip")
      return { about: `${carried.observer} ${readable(carried.bytes)}`, content: carried.bytes };
    const datagram = this.ip.take(carried.bytes, () => {});
    if (datagram === null) return { about: "IP", content: carried.bytes };
    const { source, target, protocol } = datagram;
    if (protocol === PROTOCOL.tcp) {
      const segment = segmentOf(datagram);
      if (segment === null) return { about: `${source} → ${target} TCP`, content: datagram.bytes };
      const { sourcePort, targetPort, payload, isSyn, isFin, isReset } = segment;
      const flag = isSyn ? " SYN" : isReset ? " RST" : isFin ? " FIN" : "";
      const spoken = payload.length === 0 ? "TCP" : tcpProtocol(payload).channel.toUpperCase();
      const ends = `${this.named(source)}:${sourcePort} → ${this.named(target)}:${targetPort}`;
      return { about: `${ends} ${spoken}${flag} ${readable(payload)}`.trimEnd(), content: payload };
    }
    if (protocol === PROTOCOL.udp && datagram.bytes.length >= UDP_HEADER_BYTES) {
      const view = viewOf(datagram.bytes);
      const ports = [view.getUint16(0), view.getUint16(2)];
      const content = datagram.bytes.subarray(UDP_HEADER_BYTES);
      const isDns = udpProtocol(content, ports).channel === "dns";
      const questions = isDns ? (this.names.learn(content)?.questions ?? []) : [];
      const spoken = isDns ? ["DNS", ...questions].join(" ") : "UDP";
      const ends = `${this.named(source)}:${ports[0]} → ${this.named(target)}:${ports[1]}`;
      // The name that was asked for says it all.
      return { about: `${ends} ${isDns ? spoken : `${spoken} ${readable(content)}`}`, content };
    }
    return { about: `${source} → ${target} IP ${protocol}`, content: datagram.bytes };
  }

  private named(address: string): string {
    return this.names.of(address) ?? address;
  }
}
