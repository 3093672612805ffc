/** Recognises what a connection speaks from its first bytes, and which name they give the server. */

import { looksLikeHttp } from "../../../sim/net/http/message.ts";
import { toLatin1 } from "../../../sim/tape/bytes.ts";
import type { Channel } from "../../../sim/tape/tape.ts";

export interface Protocol {
  readonly channel: Channel;
  /** Name of the encryption that hides the content; null when it lies open. */
  readonly seal: string | null;
  /** The server's name as the client says it, without port; null when it does not. */
  readonly server: string | null;
}

/** First bytes of a direction that are looked at. */
export const FIRST_BYTES = 4_096;

const OPEN_TCP: Protocol = { channel: "tcp", seal: null, server: null };
const TLS_RECORD = { handshake: 22, data: 23 };
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
/** A header: five bytes of the record, four of the handshake message, two of the version, 32 random ones. */
const HELLO_SESSION_AT = 43;

/** `first` is how a direction of a TCP connection begins. */
export function tcpProtocol(first: Uint8Array): Protocol {
  if (isTls(first)) return { channel: "tls", seal: "TLS", server: serverNameIn(first) };
  const text = toLatin1(first.subarray(0, 12));
  if (text.startsWith("SSH-")) return { channel: "tcp", seal: "SSH", server: null };
  if (text.startsWith("HTTP/1.")) return { channel: "http", seal: null, server: null };
  if (looksLikeHttp(first)) return { channel: "http", seal: null, server: hostIn(first) };
  if (first[0] === 0x10 && /MQTT|MQIsdp/.test(text)) return { channel: "mqtt", seal: null, server: null };
  return OPEN_TCP;
}

/** `first` is a datagram between these ports. */
export function udpProtocol(first: Uint8Array, ports: readonly number[]): Protocol {
  const [kind = 0, major, minor] = first;
  // RFC 6347, 4.1, and RFC 9146: versions count down from 254.255.
  if (kind >= 20 && kind <= 25 && major === 0xfe && (minor === 0xff || minor === 0xfd))
    return { channel: "tcp", seal: "DTLS", server: null };
  // RFC 9000, 17.2: a long header, and version 1 or 2 (RFC 9369).
  const version = toLatin1(first.subarray(1, 5));
  if ((kind & 0xc0) === 0xc0 && (version === "\0\0\0\u0001" || version === "\u006b\u0033\u0043\u00cf"))
    return { channel: "tcp", seal: "QUIC", server: null };
  if (ports.some((port) => DNS_PORTS.includes(port))) return { channel: "dns", seal: null, server: null };
  return OPEN_TCP;
}

/** Of DNS, of names in the local network, and of Windows' way to look for them (RFC 1035, 6762, 4795). */
const DNS_PORTS = [53, 5353, 5355];

function isTls(bytes: Uint8Array): boolean {
  const isRecord = bytes[0] === TLS_RECORD.handshake || bytes[0] === TLS_RECORD.data;
  return isRecord && bytes[1] === 3 && bytes[2] <= 4;
}

/** RFC 8446, 4.1.2, and RFC 6066, 3; null also where the greeting is cut short. */
function serverNameIn(bytes: Uint8Array): string | null {
  if (bytes[0] !== TLS_RECORD.handshake || bytes[5] !== CLIENT_HELLO) return null;
  const u16 = (at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  let at = HELLO_SESSION_AT;
  at += 1 + (bytes[at] ?? 0);
  at += 2 + u16(at);
  at += 1 + (bytes[at] ?? 0);
  for (at += 2; at + 4 <= bytes.length; at += 4 + u16(at + 2)) {
    if (u16(at) !== SERVER_NAME) continue;
    const size = u16(at + 7);
    const name = bytes.subarray(at + 9, at + 9 + size);
    return size > 0 && name.length === size ? toLatin1(name) : null;
  }
  return null;
}

function hostIn(bytes: Uint8Array): string | null {
  const host = /^host:[ \t]*([^\s:[\]]+)(?=[\s:])/im.exec(toLatin1(bytes));
  return host === null || /^[\d.]+$/.test(host[1]) ? null : host[1];
}
