/**
 * A tape as a packet capture, for Wireshark and its kind: what the observers `network` and `air` see, each as an
 * interface of its own. Such a file holds what the device sent in the clear, secrets included.
 *
 * Frames on the air are on the tape as they are. For the network the tape has what was said, not each packet:
 * so packets are made around it, with made-up addresses of the device and of the router, and acknowledgements at
 * the moment of what they acknowledge. Times are virtual, counted from 1970.
 */

import { Random } from "../../sim/engine/random.ts";
import { type Endpoint, udpPacket } from "../../sim/net/ip-packet.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { Observer, TapeEvent } from "../../sim/tape/tape.ts";
import { dnsAnswer, dnsQuery } from "./dns-message.ts";
import { enhancedPacket, interfaceDescription, LINK_TYPE, sectionHeader } from "./pcapng-block.ts";
import { type Side, TcpConversation } from "./tcp-conversation.ts";
import { clientHello, sealedRecords } from "./tls-record.ts";

const INTERFACE = { network: 0, air: 1 };

/** Locally administered (IEEE 802, 8.4): nobody's. */
const DEVICE_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x2a);
const ROUTER_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x01);
const DEVICE_ADDRESS = Uint8Array.of(192, 168, 1, 42);
const PHONE_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x2b);
const PHONE_ADDRESS = Uint8Array.of(192, 168, 1, 43);
const ROUTER_ADDRESS = Uint8Array.of(192, 168, 1, 1);
const DNS_PORT = 53;
/** Ports that clients use, by turns (RFC 6335, 6). */
const FIRST_CLIENT_PORT = 49_152;
const CLIENT_PORTS = 16_384;

/**
 * The blocks of the file. With `insideTls`, connections carry what servers see, as a proxy that both sides trust would
 * record it, and the interface is called as that observer is.
 */
export function* pcapng(
  events: readonly TapeEvent[],
  application: string,
  { insideTls = false } = {},
): Generator<Uint8Array> {
  const observer: Observer = insideTls ? "endpoint" : "network";
  yield sectionHeader(application);
  yield interfaceDescription(LINK_TYPE.ethernet, observer);
  yield interfaceDescription(LINK_TYPE.ieee80211, "air");
  const network = new NetworkPackets();
  // Computing takes time, so what two of the world's actors do may be on the tape in another order.
  for (const event of events.toSorted((a, b) => a.atMicros - b.atMicros)) {
    if (event.observers.includes(observer) || event.channel === "dns") {
      for (const packet of network.of(event)) yield enhancedPacket(INTERFACE.network, event.atMicros, packet);
    }
    if (event.observers.includes("air") && event.payload !== null)
      yield enhancedPacket(INTERFACE.air, event.atMicros, event.payload);
  }
}

class NetworkPackets {
  private readonly addresses = new Map<string, Uint8Array>();
  private readonly connections = new Map<number, TcpConversation>();
  /** The question that waits for its answer. */
  private lookup: { id: number; name: Uint8Array } | null = null;
  private questions = 0;
  private events = 0;

  of(event: TapeEvent): Uint8Array[] {
    this.events++;
    if (event.channel === "dns") return this.lookUp(event);
    if (event.stream === null || event.to === null) return [];
    const side: Side = event.from === "server" ? "server" : "client";
    const known = this.connections.get(event.stream);
    if (known !== undefined) return this.speak(known, side, event);
    const connection = this.connect(event, event.stream, event.to);
    return [...connection.call(), ...(event.kind === "connect" ? [] : this.speak(connection, side, event))];
  }

  private speak(connection: TcpConversation, side: Side, event: TapeEvent): Uint8Array[] {
    switch (event.kind) {
      case "close":
        return connection.close(side);
      case "reset":
      case "refused":
        return connection.reset(side);
      case "client hello":
        return connection.say(side, clientHello(nameOf(event), event.stream!));
    }
    if (event.channel === "tls")
      return connection.say(side, sealedRecords(event.sizeBytes, event.stream!, String(this.events)));
    return event.payload === null ? [] : connection.say(side, event.payload);
  }

  private connect({ from }: TapeEvent, stream: number, peer: string): TcpConversation {
    const port = Number(peer.slice(peer.lastIndexOf(":") + 1));
    const server: Endpoint = {
      address: this.addressOf(peer.slice(0, peer.lastIndexOf(":"))),
      port: port & 0xffff,
      mac: ROUTER_MAC,
    };
    const connection = new TcpConversation(
      from === "phone" ? phoneAt(stream) : deviceAt(stream),
      server,
      stream,
    );
    this.connections.set(stream, connection);
    return connection;
  }

  private lookUp(event: TapeEvent): Uint8Array[] {
    if (event.kind === "query") {
      const id = ++this.questions & 0xffff;
      const name = event.payload ?? new Uint8Array();
      this.lookup = { id, name };
      return [this.datagram("client", id, dnsQuery(id, name))];
    }
    if (this.lookup === null) return [];
    const { id, name } = this.lookup;
    this.lookup = null;
    const address = event.payload === null ? null : addressIn(event.payload);
    if (address !== null) this.addresses.set(toText(name), address);
    return [this.datagram("server", id, dnsAnswer(id, name, address))];
  }

  private datagram(from: Side, id: number, message: Uint8Array): Uint8Array {
    const device = deviceAt(id);
    const router = { address: ROUTER_ADDRESS, port: DNS_PORT, mac: ROUTER_MAC };
    const route = from === "client" ? { from: device, to: router, id } : { from: router, to: device, id };
    return udpPacket(route, message);
  }

  /** As it was looked up, else as it is written; else one that is set aside for tests (RFC 2544), by name. */
  private addressOf(host: string): Uint8Array {
    const known = this.addresses.get(host) ?? parseAddress(host);
    if (known !== null) return known;
    return Uint8Array.of(198, 18, ...Random.stream(0, `pcapng address/${host}`).bytes(2));
  }
}

function deviceAt(number: number): Endpoint {
  return { address: DEVICE_ADDRESS, port: FIRST_CLIENT_PORT + (number % CLIENT_PORTS), mac: DEVICE_MAC };
}

function phoneAt(number: number): Endpoint {
  return { ...deviceAt(number), address: PHONE_ADDRESS, mac: PHONE_MAC };
}

/** The name that a TLS client sends; null for an address. */
function nameOf(event: TapeEvent): Uint8Array | null {
  const isName = event.payload !== null && parseAddress(toText(event.payload)) === null;
  return isName ? event.payload : null;
}

/** An answer is the name that was asked for, a space and the address. */
function addressIn(answer: Uint8Array): Uint8Array | null {
  return parseAddress(toText(answer).split(" ").at(-1)!);
}

/** IPv4, dotted. */
function parseAddress(text: string): Uint8Array | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? Uint8Array.from(parts) : null;
}
