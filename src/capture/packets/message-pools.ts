/** Pools for short messages of conversations of which each has too few to be judged: by protocol, side and server's port. */
import { MessagePool } from "../../judge/read/randomness.ts";
import type { Surroundings } from "./conversation.ts";

/** Kinds of conversations that are told apart; the messages of others are judged together. */
const MAX_KINDS = 1_000;

export class MessagePools {
  private readonly pools = new Map<string, MessagePool>();

  of(protocol: "tcp" | "udp" | "tls"): Surroundings["poolOf"] {
    return (side, serverPort) => {
      const own = `${protocol} ${side} ${serverPort}`;
      const name = this.pools.has(own) || this.pools.size < MAX_KINDS ? own : "others";
      const pool = this.pools.get(name) ?? new MessagePool();
      this.pools.set(name, pool);
      return pool;
    };
  }

  all(): readonly MessagePool[] {
    return [...this.pools.values()];
  }
}
