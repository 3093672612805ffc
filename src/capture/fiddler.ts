/**
 * Reads archives of Fiddler (SAZ: a ZIP file with `raw/NUMBER_c.txt` and `_s.txt` for each session, what client and server
 * said; Telerik, "SAZ Files"). They are recorded inside of TLS. What lies beside the sessions is searched as it stands.
 */
import { Unzip, UnzipInflate } from "fflate";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { ALLOWS_MORE } from "../judge/read/allowance.ts";
import type { Unpackers } from "../judge/read/body.ts";
import type { Messages } from "./compare/messages.ts";
import { Ledger } from "./ledger.ts";
import { Conversation, type Side } from "./packets/conversation.ts";
import { tcpProtocol } from "./packets/protocol.ts";
import type { Search, Sight } from "./search.ts";

export interface SearchedSessions {
  readonly sessions: number;
  readonly ledger: Ledger;
}

/** Name of the first file of an archive (PKWARE, APPNOTE.TXT, 4.3.7): its length, and its place. */
const NAME = { mark: [0x50, 0x4b, 3, 4], lengthAt: 26, at: 30 };
const OWN_NAME = /^(?:raw\/|_index\.htm|\[Content_Types\]\.xml)/;
const MESSAGE = /^raw\/(\d{1,9})_([cs])\.txt$/;
/** Frames of web sockets, each behind lines of Fiddler's own. */
const FRAMES = /^raw\/\d{1,9}_w\.txt$/;
/** Packed bytes that are fed at once: little more than a piece comes out. */
const FED_BYTES = 2 * 1024;
/** Sessions of which one half has not come yet. */
const MAX_HALVES = 1_000;
const BESIDE: Sight = { observers: ["endpoint"], channel: "http", to: null };
const HTTP_PORT = 80;
const HTTPS_PORT = 443;

export function isFiddler(head: Uint8Array): boolean {
  if (!NAME.mark.every((byte, i) => head[i] === byte)) return false;
  const length = (head[NAME.lengthAt] ?? 0) | ((head[NAME.lengthAt + 1] ?? 0) << 8);
  return OWN_NAME.test(toLatin1(head.subarray(NAME.at, NAME.at + length)));
}

export async function searchSessions(
  source: { pieces(): AsyncIterable<Uint8Array> },
  search: Search,
  unpackers: Unpackers,
  messages: Messages | null,
): Promise<SearchedSessions> {
  const sessions = new Sessions(search, unpackers, messages);
  const archive = new Unzip((entry) => {
    const take = sessions.file(entry.name);
    entry.ondata = (error, piece, isLast) => take(error === null ? piece : null, isLast);
    entry.start();
  });
  archive.register(UnzipInflate);
  for await (const piece of source.pieces())
    for (let at = 0; at < piece.length && !sessions.isOver; at += FED_BYTES)
      sessions.guarded(() => archive.push(piece.subarray(at, at + FED_BYTES), false));
  sessions.guarded(() => archive.push(new Uint8Array(), true));
  sessions.end();
  return { sessions: sessions.count, ledger: sessions.ledger };
}

/** Takes pieces of one file; null where it can't be unpacked. */
type TakeFile = (piece: Uint8Array | null, isLast: boolean) => void;

class Sessions {
  count = 0;
  isOver = false;
  readonly ledger = new Ledger();
  private readonly halves = new Map<string, { readonly conversation: Conversation; sides: number }>();
  private unfinished = 0;

  constructor(
    private readonly search: Search,
    private readonly unpackers: Unpackers,
    private readonly messages: Messages | null,
  ) {}

  /** Errors of the library say only that the archive is broken. */
  guarded(step: () => void): void {
    try {
      step();
    } catch {
      this.stop("compression", "ZIP");
    }
  }

  file(name: string): TakeFile {
    this.unfinished++;
    const message = MESSAGE.exec(name);
    const take =
      message === null ? this.beside(name) : this.half(message[1], message[2] === "c" ? "client" : "server");
    return (piece, isLast) => {
      if (this.isOver) return;
      const { allowance } = this.unpackers;
      if (piece === null) return this.stop("compression", "ZIP");
      allowance.spend(piece.length);
      if (allowance.isSpent) return this.stop("limit", ALLOWS_MORE);
      if (isLast) this.unfinished--;
      take(piece, isLast);
    };
  }

  end(): void {
    for (const id of [...this.halves.keys()]) this.close(id);
    if (this.unfinished > 0 && !this.isOver)
      this.ledger.blind({ kind: "unfinished", sizeBytes: 0, detail: "ZIP" }, null, this.unfinished);
  }

  private stop(kind: "compression" | "limit", detail: string): void {
    if (!this.isOver) this.ledger.blind({ kind, sizeBytes: 0, detail }, null);
    this.isOver = true;
  }

  private half(id: string, side: Side): TakeFile {
    const mark = { atMicros: 0, where: `in session ${id}` };
    return (piece, isLast) => {
      const known = this.halves.get(id) ?? {
        conversation: this.conversation(piece ?? new Uint8Array()),
        sides: 0,
      };
      this.halves.set(id, known);
      if (piece !== null && piece.length > 0) known.conversation.say(side, piece, mark);
      if (isLast) known.sides++;
      if (known.sides === 2) this.close(id);
      else if (this.halves.size > MAX_HALVES) this.close(this.halves.keys().next().value!);
    };
  }

  /** Requests name their server as they do to a proxy: those without TLS could be read on the path. */
  private conversation(first: Uint8Array): Conversation {
    this.count++;
    const isClear = /^[A-Z]{3,16} http:/.test(toLatin1(first.subarray(0, 32)));
    return new Conversation(
      { address: "the client", port: 0 },
      { address: "a server", port: isClear ? HTTP_PORT : HTTPS_PORT },
      {
        search: this.search,
        nameOf: () => null,
        recognise: tcpProtocol,
        observer: "network",
        messages: this.messages,
        unpackers: this.unpackers,
        poolOf: null,
        isInside: !isClear,
      },
    );
  }

  private beside(name: string): TakeFile {
    const thread = this.search.thread(() => BESIDE);
    const mark = { atMicros: 0, where: "beside the sessions" };
    let sizeBytes = 0;
    return (piece, isLast) => {
      if (piece !== null) thread.push(piece, mark);
      sizeBytes += piece?.length ?? 0;
      if (!isLast) return;
      thread.close();
      if (FRAMES.test(name))
        this.ledger.blind({ kind: "block", sizeBytes, detail: "Fiddler's web sockets" }, null);
      else this.ledger.content(sizeBytes);
    };
  }

  private close(id: string): void {
    const { conversation } = this.halves.get(id)!;
    this.halves.delete(id);
    conversation.close();
    this.ledger.add(conversation.ledger, this.search.redact(conversation.peer));
  }
}
