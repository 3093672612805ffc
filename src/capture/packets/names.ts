/** DNS (RFC 1035) in a capture: which names were asked for, and whose an address is. */
import { decode } from "dns-packet";

export interface DnsMessage {
  readonly questions: readonly string[];
}

/** More addresses than any home talks to. */
const MAX_ADDRESSES = 10_000;

export class Names {
  private readonly byAddress = new Map<string, string>();

  /** Learns from a message; null when it is none. */
  learn(bytes: Uint8Array): DnsMessage | null {
    let message: ReturnType<typeof decode>;
    try {
      message = decode(Buffer.from(bytes));
    } catch {
      // Broken, or something else on the port: nobody looked a name up with it.
      return null;
    }
    const questions = (message.questions ?? []).map(({ name }) => name);
    for (const answer of message.answers ?? []) {
      if (answer.type !== "A" && answer.type !== "AAAA") continue;
      // The name that was asked for is kept, not the one that it is an alias of.
      const address = answer.type === "A" ? answer.data : new URL(`http://[${answer.data}]`).hostname;
      if (this.byAddress.size < MAX_ADDRESSES) this.byAddress.set(address, questions[0] ?? answer.name);
    }
    return { questions };
  }

  of(address: string): string | null {
    return this.byAddress.get(address) ?? null;
  }
}
