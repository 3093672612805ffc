/**
 * Two ends that talk to each other, over TCP or UDP. Each direction is searched as a whole; and turn by turn, because
 * a message that stands by itself is read as what it is, and what is packed in it is found.
 */
import { concatAll } from "../../../sim/tape/bytes.ts";
import type { Observer } from "../../../sim/tape/tape.ts";
import { KEPT_BYTES, type Messages, requestName } from "../compare/messages.ts";
import type { Mark, Search, Sight, Thread } from "../search.ts";
import { FIRST_BYTES, type Protocol } from "./protocol.ts";

export interface End {
  readonly address: string;
  readonly port: number;
}

/** What is asked of a conversation's surroundings when something is found. */
export interface Surroundings {
  readonly search: Search;
  /** The name under which an address was looked up. */
  readonly nameOf: (address: string) => string | null;
  readonly recognise: (first: Uint8Array) => Protocol;
  /** Who sees the packets, besides the server that they go to. */
  readonly observer: Observer;
  /** Gets every message; null when nobody wants them. */
  readonly messages: Messages | null;
  /** The content was inside TLS where it was recorded: nobody on the path sees it. */
  readonly isInside: boolean;
}

export type Side = "client" | "server";

interface Direction {
  whole: Thread;
  /** From the second turn on: the first is the whole so far. */
  turn: Thread | null;
  turns: number;
  /** Name of the last request; null when it was none. */
  request: string | null;
  /** The first bytes, until there are enough to tell what they are. */
  first: Uint8Array;
}

/** What is being said. */
interface Saying {
  readonly side: Side;
  readonly mark: Mark;
  readonly kept: Uint8Array[];
  sizeBytes: number;
}

/** Turns that are told apart when captures are compared. */
const MAX_TURNS = 64;

export class Conversation {
  private readonly directions: Readonly<Record<Side, Direction>>;
  private saying: Saying | null = null;
  private speaker: Side | null = null;
  /** Bytes that were said but are not in the capture. */
  missingBytes = 0;

  constructor(
    private readonly client: End,
    private readonly server: End,
    private readonly around: Surroundings,
  ) {
    this.directions = { client: this.direction("client"), server: this.direction("server") };
  }

  say(side: Side, bytes: Uint8Array, mark: Mark): void {
    const direction = this.directions[side];
    if (this.speaker !== side) this.startTurn(side, direction);
    if (direction.first.length < FIRST_BYTES)
      direction.first = concatAll([direction.first, bytes.subarray(0, FIRST_BYTES - direction.first.length)]);
    direction.whole.push(bytes, mark);
    direction.turn?.push(bytes, mark);
    if (this.around.messages === null) return;
    this.saying ??= { side, mark, kept: [], sizeBytes: 0 };
    if (this.saying.sizeBytes < KEPT_BYTES) this.saying.kept.push(bytes.slice(0, KEPT_BYTES));
    this.saying.sizeBytes += bytes.length;
  }

  /** A datagram is a turn by itself. */
  datagram(side: Side, bytes: Uint8Array, mark: Mark): void {
    this.speaker = null;
    this.say(side, bytes, mark);
  }

  /** Bytes that are not known to belong where they say: searched by themselves. */
  aside(side: Side, bytes: Uint8Array, mark: Mark): void {
    const thread = this.thread(side);
    thread.push(bytes, mark);
    thread.close();
  }

  /** What follows does not continue what was said before. */
  interrupt(side: Side, missingBytes: number): void {
    this.missingBytes += missingBytes;
    const direction = this.directions[side];
    direction.whole.close();
    direction.turn?.close();
    direction.whole = this.thread(side);
    direction.turn = null;
    direction.turns = 1;
  }

  close(): void {
    this.tell();
    for (const { whole, turn } of Object.values(this.directions)) {
      whole.close();
      turn?.close();
    }
  }

  get isInside(): boolean {
    return this.around.isInside;
  }

  get protocol(): Protocol {
    const { client, server } = this.directions;
    const said = this.around.recognise(client.first);
    return said.channel === "tcp" && said.seal === null ? this.around.recognise(server.first) : said;
  }

  /** `cloud.example.com:443`, as far as it is known. */
  get peer(): string {
    return this.nameOf("server");
  }

  private nameOf(side: Side): string {
    const { address, port } = side === "server" ? this.server : this.client;
    const said = side === "server" ? this.protocol.server : null;
    return `${said ?? this.around.nameOf(address) ?? address}:${port}`;
  }

  private direction(side: Side): Direction {
    return { whole: this.thread(side), turn: null, turns: 0, request: null, first: new Uint8Array() };
  }

  private startTurn(side: Side, direction: Direction): void {
    this.tell();
    this.speaker = side;
    direction.turn?.close();
    direction.turn = direction.turns === 0 ? null : this.thread(side);
    direction.turns++;
  }

  /** Hands over what was said in the turn that is over. */
  private tell(): void {
    const { saying } = this;
    const { messages } = this.around;
    if (saying === null || messages === null) return;
    this.saying = null;
    const { side, mark, kept, sizeBytes } = saying;
    const { seal, channel } = this.protocol;
    // Names that are looked up are told apart by themselves.
    if (channel === "dns") return;
    const bytes = concatAll(kept);
    const direction = this.directions[side];
    direction.request = side === "client" ? requestName(bytes) : direction.request;
    const { request } = this.directions.client;
    const turn = request ?? `turn ${Math.min(direction.turns, MAX_TURNS)}`;
    const sight = { ...this.sight(side), to: this.peer };
    const place = `${this.isInside ? "inside " : ""}${this.peer} ${side} ${turn}`;
    messages.add({ place, sight, bytes: seal === null ? bytes : null, sizeBytes, mark });
  }

  private thread(side: Side): Thread {
    return this.around.search.thread(() => this.sight(side));
  }

  private sight(side: Side): Sight {
    const { observer, isInside } = this.around;
    const { channel, seal } = this.protocol;
    // What lies open, the server that it goes to can read as well.
    const servers: Observer[] = side === "client" && seal === null && channel !== "dns" ? ["endpoint"] : [];
    return {
      observers: isInside ? ["endpoint"] : [...servers, observer],
      channel,
      to: this.nameOf(side === "client" ? "server" : "client"),
    };
  }
}
