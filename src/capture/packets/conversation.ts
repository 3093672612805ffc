/**
 * Two ends that talk to each other, over TCP or UDP. Each direction is searched as a whole; and turn by turn, because
 * a message that stands by itself is read as what it is, and what is packed in it is found.
 */
import { concatAll } from "../../../sim/tape/bytes.ts";
import type { Observer } from "../../../sim/tape/tape.ts";
import type { Unpackers } from "../../judge/read/body.ts";
import { DatagramReader } from "../../judge/read/datagrams.ts";
import { Reading } from "../../judge/read/pull.ts";
import { MessagePool } from "../../judge/read/randomness.ts";
import { readSealed } from "../../judge/read/sealed.ts";
import { readStream } from "../../judge/read/stream.ts";
import { newTalk, type Talk } from "../../judge/read/talk.ts";
import { type BlindKind, Sink, type Taker, type Unread } from "../../judge/read/understood.ts";
import { KEPT_BYTES, type Messages, requestName } from "../compare/messages.ts";
import { Ledger } from "../ledger.ts";
import type { Mark, Search, Sight, Thread } from "../search.ts";
import type { End } from "./ends.ts";
import { FIRST_BYTES, type Protocol } from "./protocol.ts";
import { TlsRecords } from "./tls-records.ts";

/** Context of a conversation: the search, names of addresses, protocols and the observer. */
export interface Surroundings {
  readonly search: Search;
  /** The name under which an address was looked up. */
  readonly nameOf: (address: string) => string | null;
  readonly recognise: (first: Uint8Array) => Protocol;
  /** Observer of the packets, besides the server that they go to. */
  readonly observer: Observer;
  /** Gets every message; null when nobody wants them. */
  readonly messages: Messages | null;
  readonly unpackers: Unpackers;
  /** Short messages of conversations that have few, by side and the server's port; null where each is judged by itself. */
  readonly poolOf: ((side: Side, serverPort: number) => MessagePool) | null;
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
  /** Takes apart what is said. */
  reading: Reading | DatagramReader;
  /** Encryption that began in this direction; null while it lies open. */
  seal: BlindKind | null;
  /** The latest frame of those that it came in. */
  frame: number;
}

/** Message that one side is sending. */
interface Saying {
  readonly side: Side;
  readonly mark: Mark;
  readonly kept: Uint8Array[];
  sizeBytes: number;
}

/** Kinds of encryption that go on to the end. */
const SEALS: readonly BlindKind[] = ["tls", "ssh", "openvpn", "noise", "tuya"];
/** Turns that are told apart when captures are compared. */
const MAX_TURNS = 64;

export class Conversation {
  private readonly directions: Readonly<Record<Side, Direction>>;
  private saying: Saying | null = null;
  private speaker: Side | null = null;
  /** Counts of what was understood, and what not. */
  readonly ledger = new Ledger();
  /** Records of TLS that may hold content. */
  readonly tlsRecords = new TlsRecords();
  private readonly talk: Talk;
  private mark: Mark | null = null;
  private isInterrupted = false;

  constructor(
    private readonly client: End,
    private readonly server: End,
    private readonly around: Surroundings,
    /** Ports of datagrams; null for a connection. */
    private readonly datagramPorts: readonly number[] | null = null,
  ) {
    this.talk = newTalk(around.unpackers);
    this.directions = { client: this.direction("client"), server: this.direction("server") };
  }

  say(side: Side, bytes: Uint8Array, mark: Mark): void {
    const direction = this.directions[side];
    if (this.speaker !== side) this.startTurn(side, direction);
    if (direction.first.length < FIRST_BYTES)
      direction.first = concatAll([direction.first, bytes.subarray(0, FIRST_BYTES - direction.first.length)]);
    direction.whole.push(bytes, mark);
    direction.turn?.push(bytes, mark);
    this.mark = mark;
    direction.frame = Math.max(direction.frame, mark.frame ?? 0);
    if (direction.reading instanceof DatagramReader) direction.reading.take(bytes);
    else direction.reading.push(bytes);
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

  /** Missing bytes break a direction: what comes after them does not continue what came before. */
  interrupt(side: Side, missingBytes: number): void {
    this.ledger.blind({ kind: "lost", sizeBytes: missingBytes, detail: null }, null);
    const direction = this.directions[side];
    this.isInterrupted = true;
    direction.reading.end();
    this.isInterrupted = false;
    direction.reading = this.reading(side, direction);
    direction.whole.close();
    direction.turn?.close();
    direction.whole = this.thread(side);
    direction.turn = null;
    direction.turns = 1;
  }

  close(): void {
    this.tell();
    for (const { whole, turn, reading } of Object.values(this.directions)) {
      reading.end();
      whole.close();
      turn?.close();
    }
  }

  /** Part of it went over TLS. */
  get hasTls(): boolean {
    return this.ledger.kinds.includes("tls");
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
    const direction = {
      ...{ whole: this.thread(side), turn: null, turns: 0, request: null, first: new Uint8Array() },
      ...{ seal: null, frame: 0 },
    };
    return { ...direction, reading: this.reading(side, direction) };
  }

  /** `direction` is told when encryption begins in it. */
  private reading(side: Side, { seal }: Pick<Direction, "seal">): Reading | DatagramReader {
    const sink = new Sink(
      this.taker(side),
      new MessagePool(this.around.poolOf?.(side, this.server.port) ?? null),
    );
    if (this.datagramPorts !== null) return new DatagramReader(sink, this.datagramPorts);
    return new Reading(
      (pull, to) => (seal === null ? readStream(pull, to, this.talk) : readSealed(pull, to, seal)),
      sink,
    );
  }

  private taker(side: Side): Taker {
    return {
      flow: (layers) => {
        const thread = this.around.search.thread(() => ({ ...this.sight(side), layers }));
        return { push: (bytes) => thread.push(bytes, this.mark), close: () => thread.close() };
      },
      content: (sizeBytes) => this.ledger.content(sizeBytes),
      blind: (spot) => this.noteBlind(side, spot),
      tlsRecord: (record) => this.tlsRecords.add(record, this.directions[side].frame),
    };
  }

  private noteBlind(side: Side, spot: Unread): void {
    // A message that a gap has cut is told by the gap.
    if (this.isInterrupted && spot.kind === "unfinished") return;
    if (SEALS.includes(spot.kind)) this.directions[side].seal = spot.kind;
    this.ledger.blind(spot, null);
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
    const { channel } = this.protocol;
    const seal = this.directions[side].seal ?? this.protocol.seal;
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
    // The server can read as well what its client sends without encryption.
    const servers: Observer[] = side === "client" && seal === null && channel !== "dns" ? ["endpoint"] : [];
    return {
      observers: isInside ? ["endpoint"] : [...servers, observer],
      channel,
      to: this.nameOf(side === "client" ? "server" : "client"),
    };
  }
}
