/** TLS between two ends of this process, as packets of a capture, with the keys that the client knows. */
import { once } from "node:events";
import { Duplex } from "node:stream";
import { connect, createSecureContext, TLSSocket, type TlsOptions } from "node:tls";
import { MAX_SEGMENT_BYTES, TCP_FLAG, tcpPacket } from "../../sim/net/ip-packet.ts";
import { DEVICE, SERVER } from "./wire.ts";

export type Speaker = "device" | "server";

/** Bytes as they go over a connection. */
export type Said = readonly [speaker: Speaker, bytes: Uint8Array | string];

export interface TlsTalk {
  readonly sent: readonly Said[];
  /** Lines of a key log. */
  readonly keys: readonly string[];
}

/** Without certificates, which would run out. */
const PRE_SHARED_KEY = Buffer.alloc(32, "a key that both know");

/** Each message is a record of its own, or several where it is long. */
export async function tlsTalk(version: "TLSv1.2" | "TLSv1.3", said: readonly Said[]): Promise<TlsTalk> {
  const sent: [Speaker, Uint8Array][] = [];
  const end = (speaker: Speaker, peer: () => Duplex) =>
    new Duplex({
      read() {},
      write(bytes: Buffer, _, done) {
        sent.push([speaker, Uint8Array.from(bytes)]);
        setImmediate(() => {
          peer().push(bytes);
          done();
        });
      },
    });
  const ends: Record<Speaker, Duplex> = {
    device: end("device", () => ends.server),
    server: end("server", () => ends.device),
  };
  const options: TlsOptions = { ciphers: "PSK", minVersion: version, maxVersion: version };
  const server = new TLSSocket(ends.server, {
    isServer: true,
    secureContext: createSecureContext(options),
    ...{ pskCallback: () => PRE_SHARED_KEY },
  });
  const device = connect({
    ...{ ...options, socket: ends.device, servername: "cloud.example" },
    pskCallback: () => ({ psk: PRE_SHARED_KEY, identity: "a test" }),
    checkServerIdentity: () => undefined,
  });
  const keys: string[] = [];
  device.on("keylog", (line: Buffer) => keys.push(line.toString()));
  await once(device, "secureConnect");
  for (const [speaker, bytes] of said) {
    const [from, to] = speaker === "device" ? [device, server] : [server, device];
    const hasCome = new Promise<void>((done) => {
      let left = Buffer.byteLength(bytes);
      to.on("data", function take(piece: Buffer) {
        left -= piece.length;
        if (left > 0) return;
        to.off("data", take);
        done();
      });
    });
    from.write(bytes);
    await hasCome;
  }
  return { sent, keys };
}

/** Packets of a connection that is opened, says this, and is closed; `first` is the number of each side's first byte. */
export function connection(sent: readonly Said[], first = 1_000, server = SERVER): Uint8Array[] {
  const next = { device: first, server: first };
  const packet = (speaker: Speaker, flags: number, payload = new Uint8Array()) => {
    const other = speaker === "device" ? "server" : "device";
    const [from, to] = speaker === "device" ? [DEVICE, server] : [server, DEVICE];
    const acknowledged = (flags & TCP_FLAG.ack) === 0 ? 0 : next[other];
    const fields = { sequence: next[speaker], acknowledged, flags };
    next[speaker] += payload.length + ((flags & (TCP_FLAG.syn | TCP_FLAG.fin)) === 0 ? 0 : 1);
    return tcpPacket({ from, to, id: 0 }, fields, payload);
  };
  const packets = [packet("device", TCP_FLAG.syn), packet("server", TCP_FLAG.syn | TCP_FLAG.ack)];
  for (const [speaker, bytes] of sent) {
    const all = Uint8Array.from(Buffer.from(bytes as Uint8Array));
    for (let at = 0; at < all.length; at += MAX_SEGMENT_BYTES)
      packets.push(packet(speaker, TCP_FLAG.ack, all.subarray(at, at + MAX_SEGMENT_BYTES)));
  }
  for (const speaker of ["device", "server"] as const)
    packets.push(packet(speaker, TCP_FLAG.fin | TCP_FLAG.ack));
  return packets;
}
