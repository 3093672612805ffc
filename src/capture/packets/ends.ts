/** Ends of conversations: addresses with ports, and which of two is the client. */
import type { Segment } from "./tcp.ts";

export interface End {
  readonly address: string;
  readonly port: number;
}

/** Ports below are servers' (RFC 6335, 6): of the two ends of a conversation that was under way. */
const FIRST_DYNAMIC_PORT = 32_768;

export function endName({ address, port }: End): string {
  return `${address}:${port}`;
}

/** The same for both directions. */
export function keyOf(protocol: string, a: End, b: End): string {
  const [x, y] = [endName(a), endName(b)];
  return x < y ? `${protocol} ${x} ${y}` : `${protocol} ${y} ${x}`;
}

/**
 * Client of a connection: the end that opened it. When the opening was not captured, the end with a
 * dynamic port; else the end with the higher one.
 */
export function isClient({ isSyn, acknowledged }: Segment, from: End, to: End): boolean {
  if (isSyn) return acknowledged === null;
  if (from.port >= FIRST_DYNAMIC_PORT !== to.port >= FIRST_DYNAMIC_PORT)
    return from.port >= FIRST_DYNAMIC_PORT;
  return from.port >= to.port;
}

export function withoutPort(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(":"));
}
