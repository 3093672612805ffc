/** IPv4 (RFC 791) and IPv6 (RFC 8200) packets; fragments are put together. */
import { isSumRight } from "./checksums.ts";
import { viewOf } from "./packet.ts";

export interface Datagram {
  readonly source: string;
  readonly target: string;
  /** As IANA numbers them: 6 TCP, 17 UDP. */
  readonly protocol: number;
  readonly bytes: Uint8Array;
  /** Addresses as they are in the packet, for checksums. */
  readonly addresses: Uint8Array;
  /** The packet says that it is longer than what was recorded of it, by so much. */
  readonly missingBytes: number;
  /** The checksum of the header, or null where there is none. */
  readonly isHeaderRight: boolean | null;
}

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
/** Extension headers (RFC 8200, 4): options of hops, routing, fragment, authentication, options of destinations. */
const EXTENSION = { hops: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 };
/** Packets in parts at once, and most bytes of one. */
const MAX_UNFINISHED = 256;
const MAX_DATAGRAM_BYTES = 65_535;
/** A frame's checksum, which some recorders keep. */
const MAX_CHECKSUM_BYTES = 4;

interface Fragment {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

type Head = Omit<Datagram, "bytes">;

export class IpLayer {
  private readonly unfinished = new Map<string, { head: Head; parts: Fragment[] }>();
  /** Packets of which not all parts were there. */
  incomplete = 0;
  /** Packets whose header can't be read. */
  broken = 0;
  brokenBytes = 0;

  /** The datagram that is whole with this packet; null when none is. `orphan` gets parts that are given up. */
  take(packet: Uint8Array, orphan: (bytes: Uint8Array) => void): Datagram | null {
    const read = (packet[0] ?? 0) >> 4 === 6 ? readIpv6(packet) : readIpv4(packet);
    if (read === null) {
      this.broken++;
      this.brokenBytes += packet.length;
      orphan(packet);
      return null;
    }
    const { head, bytes, fragment, trailer } = read;
    if (trailer.length > MAX_CHECKSUM_BYTES && trailer.some((byte) => byte !== 0)) orphan(trailer);
    if (fragment === null) return { ...head, bytes };
    return this.collect(
      `${head.source} ${head.target} ${head.protocol} ${fragment.id}`,
      head,
      { ...fragment, bytes },
      orphan,
    );
  }

  /** Gives up on all that is unfinished. */
  end(orphan: (bytes: Uint8Array) => void): void {
    for (const key of [...this.unfinished.keys()]) this.giveUp(key, orphan);
  }

  private collect(
    key: string,
    head: Head,
    part: Fragment,
    orphan: (bytes: Uint8Array) => void,
  ): Datagram | null {
    const known = this.unfinished.get(key) ?? { head, parts: [] };
    known.parts.push({ ...part, bytes: part.bytes.slice() });
    this.unfinished.set(key, known);
    const bytes = whole(known.parts);
    if (bytes !== null) {
      this.unfinished.delete(key);
      // Bytes that were said twice are searched as they came later, too.
      const saidBytes = known.parts.reduce((sum, { bytes: { length } }) => sum + length, 0);
      if (saidBytes > bytes.length) for (const one of known.parts) orphan(one.bytes);
      return { ...known.head, bytes };
    }
    if (known.parts.length > MAX_UNFINISHED) this.giveUp(key, orphan);
    else if (this.unfinished.size > MAX_UNFINISHED) this.giveUp(this.unfinished.keys().next().value!, orphan);
    return null;
  }

  private giveUp(key: string, orphan: (bytes: Uint8Array) => void): void {
    for (const { bytes } of this.unfinished.get(key)!.parts) orphan(bytes);
    this.unfinished.delete(key);
    this.incomplete++;
  }
}

/**
 * Datagram joined from its fragments; null while one is missing. Where two overlap, the one that
 * came first stays.
 */
function whole(parts: readonly Fragment[]): Uint8Array | null {
  const last = parts.find(({ isLast }) => isLast);
  if (last === undefined) return null;
  const size = last.at + last.bytes.length;
  if (size > MAX_DATAGRAM_BYTES) return null;
  const bytes = new Uint8Array(size);
  const isThere = new Uint8Array(size);
  for (const part of parts) {
    for (let i = 0; i < part.bytes.length && part.at + i < size; i++) {
      if (isThere[part.at + i] === 1) continue;
      bytes[part.at + i] = part.bytes[i];
      isThere[part.at + i] = 1;
    }
  }
  return isThere.includes(0) ? null : bytes;
}

interface ReadPacket {
  readonly head: Head;
  readonly bytes: Uint8Array;
  /** Bytes behind the packet's end, such as the padding of a short frame. */
  readonly trailer: Uint8Array;
  readonly fragment: { readonly id: number; readonly at: number; readonly isLast: boolean } | null;
}

function readIpv4(packet: Uint8Array): ReadPacket | null {
  if (packet.length < IPV4_HEADER_BYTES) return null;
  const view = viewOf(packet);
  const headerBytes = (packet[0] & 15) * 4;
  if (headerBytes < IPV4_HEADER_BYTES || headerBytes > packet.length) return null;
  // Zero where the network card cuts the packet up later.
  const total = view.getUint16(2) || packet.length;
  if (total < headerBytes) return null;
  const head: Head = {
    source: ipv4Text(packet, 12),
    target: ipv4Text(packet, 16),
    protocol: packet[9],
    addresses: packet.subarray(12, 20),
    missingBytes: Math.max(0, total - packet.length),
    isHeaderRight: view.getUint16(10) === 0 ? null : isSumRight([packet.subarray(0, headerBytes)]),
  };
  const flags = view.getUint16(6);
  const at = (flags & 0x1fff) * 8;
  const isLast = (flags & 0x2000) === 0;
  const fragment = at === 0 && isLast ? null : { id: view.getUint16(4), at, isLast };
  const bytes = packet.subarray(headerBytes, Math.min(total, packet.length));
  return { head, bytes, trailer: packet.subarray(total), fragment };
}

function readIpv6(packet: Uint8Array): ReadPacket | null {
  if (packet.length < IPV6_HEADER_BYTES) return null;
  const view = viewOf(packet);
  const total = IPV6_HEADER_BYTES + view.getUint16(4);
  const content = packet.subarray(
    0,
    total > IPV6_HEADER_BYTES ? Math.min(total, packet.length) : packet.length,
  );
  let protocol = packet[6];
  let at = IPV6_HEADER_BYTES;
  let fragment: ReadPacket["fragment"] = null;
  while (Object.values(EXTENSION).includes(protocol) && at + 8 <= content.length) {
    const next = content[at];
    if (protocol === EXTENSION.fragment) {
      const flags = view.getUint16(at + 2);
      const isLast = (flags & 1) === 0;
      if (flags >> 3 !== 0 || !isLast) fragment = { id: view.getUint32(at + 4), at: flags & 0xfff8, isLast };
      at += 8;
      protocol = next;
      // A fragment that is not the first has no further header.
      if (fragment !== null && fragment.at > 0) break;
      continue;
    }
    at += protocol === EXTENSION.authentication ? (content[at + 1] + 2) * 4 : (content[at + 1] + 1) * 8;
    protocol = next;
  }
  if (at > content.length) return null;
  const head: Head = {
    source: ipv6Text(packet, 8),
    target: ipv6Text(packet, 24),
    protocol,
    addresses: packet.subarray(8, 40),
    missingBytes: Math.max(0, total - packet.length),
    isHeaderRight: null,
  };
  return { head, bytes: content.subarray(at), trailer: packet.subarray(content.length), fragment };
}

/** Of four or sixteen bytes. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length < 16 ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
}

function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** With brackets, as in `[fe80::1]`; the shortest form (RFC 5952), which is that of a URL's host. */
function ipv6Text(bytes: Uint8Array, at: number): string {
  const view = viewOf(bytes);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname;
}
