/** The cloud: who answers at which host, and how. Every name that nobody described answers politely. */

import { FORK, type Forker } from "../engine/fork.ts";
import { Random } from "../engine/random.ts";
import { DEFAULT_RESPONSE, type HttpRequest, type HttpResponse, writeResponse } from "./http/message.ts";
import { type Reply, segmentsOf } from "./reply.ts";
import { answerOf, type Server, type Visit } from "./server.ts";
import { TROUBLES, type Trouble, type TroubleDefinition } from "./troubles.ts";

export class Servers {
  /** Replies that a scenario set, by host, each with the times that it is still given. */
  private readonly replies = new Map<string, { response: HttpResponse; times: number }[]>();
  private readonly troubles = new Map<string, Trouble>();
  private readonly addresses = new Map<string, string>();
  private readonly visits = new Map<string, number>();

  constructor(
    private readonly known: Readonly<Record<string, Server>>,
    /** Headers of every response. */
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** From now on `host` answers with `response`, `times` times, after what it is still to say so many times. */
  reply(host: string, response: HttpResponse, times: number): void {
    const left = this.replies.get(host)?.filter((reply) => reply.times > 0 && Number.isFinite(reply.times));
    this.replies.set(host, [...(left ?? []), { response, times }]);
  }

  /** From now on `host` is in trouble; null puts it right. */
  trouble(host: string, trouble: Trouble | null): void {
    if (trouble === null) this.troubles.delete(host);
    else this.troubles.set(host, trouble);
  }

  troubleAt(host: string): TroubleDefinition | null {
    const trouble = this.troubles.get(host) ?? this.troubles.get("*");
    return trouble === undefined ? null : TROUBLES[trouble];
  }

  /** A poisoned name: connections to `host` reach whoever has `address`. */
  poison(host: string, address: string): void {
    this.addresses.set(host, address);
  }

  /** The address that the name leads to; null when there is no such name. */
  resolve(host: string): string | null {
    if (this.troubleAt(host)?.obstacle === "name") return null;
    const poisoned = this.addresses.get(host);
    if (poisoned !== undefined) return poisoned;
    // No name ends so (RFC 6761, section 6.4).
    if (/(?:^|\.)invalid$/i.test(host)) return null;
    // 203.0.113.0/24 is set aside for documentation (RFC 5737).
    return `203.0.113.${1 + Random.stream(0, `address/${host}`).below(250)}`;
  }

  isPoisoned(host: string): boolean {
    return this.addresses.has(host);
  }

  answer(host: string, request: HttpRequest, seed: number, atMicros: number): Reply {
    const number = (this.visits.get(host) ?? 0) + 1;
    this.visits.set(host, number);
    const usual = (): Reply => {
      const response = this.response(host, request, { host, number, atMicros });
      const headers = { ...this.headers, ...response.headers };
      return { segments: segmentsOf(writeResponse({ ...response, headers })), end: "close" };
    };
    const trouble = this.troubleAt(host);
    if (trouble?.isSilent === true) return { segments: [], end: "stay" };
    return trouble?.reply?.(usual, Random.stream(seed, `trouble/${host}/${number}`)) ?? usual();
  }

  /** Servers hold functions: a world that is forked declares them shared. */
  [FORK](forker: Forker): Servers {
    return forker.copyFields(this);
  }

  private response(host: string, request: HttpRequest, visit: Visit): HttpResponse {
    for (const reply of this.replies.get(host) ?? this.replies.get("*") ?? []) {
      if (reply.times <= 0) continue;
      reply.times--;
      return reply.response;
    }
    const server = this.known[Object.hasOwn(this.known, host) ? host : "*"];
    return server === undefined ? DEFAULT_RESPONSE : answerOf(server, request, visit);
  }
}
