/**
 * Reads what one side sends by datagrams: blocks of CoAP and TFTP and lines of syslog are put together; other datagrams
 * are searched one after the other, also without what all of them begin and end with.
 */
import { concatAll, toLatin1 } from "../../../sim/tape/bytes.ts";
import { type CoapMessage, coapOf } from "./coap.ts";
import { dnsTexts } from "./dns.ts";
import { sealOfDatagram } from "./seals.ts";
import type { Sink, Stretch, Understood } from "./understood.ts";
import { xorChainContent } from "./xor-chain.ts";

/** Of one side: datagrams, and bytes, that are put together. */
const MAX_HELD = 2_000;
const MAX_HELD_BYTES = 1024 * 1024;
const MAX_TRANSFERS = 64;
const PORT = { tftp: 69, syslog: 514, coap: 5683 };
/** RFC 5424, 6.2.1, and the header that RFC 3164 has: priority, time, host. */
const SYSLOG =
  /^<\d{1,3}>(?:\d [^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ (?:-|\[.*?\]) ?|(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8} [^ ]+ )?)(?:[\w./-]{1,48}(?:\[\d+\])?: )?/;
/** RFC 1350, 5. */
const TFTP_DATA = 3;
/** Counters that stand before a piece of a value, behind what all have; and whole headers. */
const COUNTER_BYTES = [0, 1, 2, 4];
const PIECE_HEADER_BYTES = [8, 12, 16];

export class DatagramReader {
  private readonly stretch: Stretch;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;
  private readonly transfers = new Map<string, { parts: Uint8Array[]; next: number; sizeBytes: number }>();
  private readonly lines: Uint8Array[] = [];
  private last: Understood;

  constructor(
    private readonly sink: Sink,
    private readonly ports: readonly number[],
  ) {
    this.stretch = sink.openAsItStands();
    this.last = sink.nothing();
  }

  take(bytes: Uint8Array): Understood {
    const seal = sealOfDatagram(bytes, this.ports);
    if (seal !== null) return this.sink.blind(seal, bytes.length);
    const coap = this.coapIn(bytes);
    const unxored = xorChainContent(bytes);
    if (unxored !== null) this.sink.search(unxored, ["xor chain"]);
    if (coap?.isSealed) return this.sink.blind("oscore", bytes.length);
    this.stretch.push(bytes);
    this.stretch.border();
    const texts = coap === null ? dnsTexts(bytes) : null;
    if (texts !== null && texts.length > 0) this.sink.search(concatAll(texts), ["dns"]);
    if (coap !== null) this.block(coap);
    else this.keep(bytes);
    return this.last;
  }

  /** Beyond its ports only blocks, and what is sealed, tell that it is CoAP. */
  private coapIn(bytes: Uint8Array): CoapMessage | null {
    const coap = coapOf(bytes);
    const isOnPort = this.ports.some((port) => port === PORT.coap || port === PORT.coap + 1);
    return isOnPort || coap?.block ? coap : null;
  }

  end(): Understood {
    for (const [name, { parts }] of this.transfers)
      this.sink.search(concatAll(parts), [name.startsWith("tftp") ? "tftp blocks" : "coap blocks"]);
    if (this.lines.length > 1) this.sink.search(concatAll(this.lines), ["pieces"]);
    searchPieces(this.held, this.sink);
    const content = this.stretch.end();
    this.sink.finish();
    return content;
  }

  private keep(bytes: Uint8Array): void {
    const isData = bytes[0] === 0 && bytes[1] === TFTP_DATA && bytes.length > 4;
    const number = (bytes[2] << 8) | bytes[3];
    if (isData && (number === 1 || this.transfers.has("tftp")))
      this.part("tftp", number - 1, bytes.subarray(4));
    if (this.heldBytes + bytes.length > MAX_HELD_BYTES || this.held.length >= MAX_HELD) return;
    this.heldBytes += bytes.length;
    this.held.push(bytes.slice());
    const header = SYSLOG.exec(toLatin1(bytes.subarray(0, 512)));
    if (header !== null) this.lines.push(withoutEnd(bytes.slice(header[0].length)));
  }

  private block({ name, block, payload }: CoapMessage): void {
    if (block === null) {
      this.keep(payload);
      return;
    }
    this.part(`coap ${name}`, block.number, payload);
  }

  /** A block that is there twice counts once; one that is missing is a gap. */
  private part(name: string, number: number, bytes: Uint8Array): void {
    const known = this.transfers.get(name);
    const transfer = known === undefined || number === 0 ? { parts: [], next: 0, sizeBytes: 0 } : known;
    if (known !== undefined && number === 0 && known.parts.length > 0)
      this.sink.search(concatAll(known.parts), [name.startsWith("tftp") ? "tftp blocks" : "coap blocks"]);
    if (number < transfer.next) return;
    if (number > transfer.next) this.last = this.sink.blind("lost", 0, "blocks");
    if (this.transfers.size >= MAX_TRANSFERS && known === undefined) return;
    transfer.next = number + 1;
    transfer.sizeBytes += bytes.length;
    if (transfer.sizeBytes > MAX_HELD_BYTES) this.last = this.sink.blind("limit", bytes.length, "blocks");
    else transfer.parts.push(bytes.slice());
    this.transfers.set(name, transfer);
  }
}

function withoutEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d || bytes[end - 1] === 0)) end--;
  return bytes.subarray(0, end);
}

/** Messages without what all of them begin and end with, one after the other; also without a counter before each. */
export function searchPieces(messages: readonly Uint8Array[], sink: Sink): Understood {
  if (messages.length < 2) return sink.nothing();
  const from = shared(messages, (bytes, i) => bytes[i]);
  const to = shared(messages, (bytes, i) => bytes[bytes.length - 1 - i], from);
  let content = sink.nothing();
  const starts = new Set([...COUNTER_BYTES.map((counter) => from + counter), ...PIECE_HEADER_BYTES]);
  for (const start of starts) {
    const pieces = messages.map((bytes) =>
      bytes.subarray(Math.min(bytes.length, start), Math.max(start, bytes.length - to)),
    );
    const joined = concatAll(pieces);
    if (joined.length > 0) content = sink.search(joined, ["pieces"]);
  }
  return content;
}

function shared(
  messages: readonly Uint8Array[],
  at: (bytes: Uint8Array, index: number) => number,
  taken = 0,
): number {
  const [first, ...others] = messages;
  const most = Math.min(...messages.map(({ length }) => length)) - taken;
  let count = 0;
  while (count < most && others.every((bytes) => at(bytes, count) === at(first, count))) count++;
  return count;
}
