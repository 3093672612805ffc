/** Files of any size for the tests of what a scan takes: noise, with a text near the end. */
import { closeSync, openSync, writeSync } from "node:fs";
import { Random } from "../../sim/engine/random.ts";
import { TCP_FLAG, tcpPacket } from "../../sim/net/ip-packet.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../src/report/pcapng-block.ts";

const NOISE_BYTES = 1024 * 1024;
const MAC = new Uint8Array(6);
const ETHERNET = 1;
const SEGMENT_BYTES = 1460;
/** Short conversations beside the long one, each of which says a little by turns. */
const SHORT_CONVERSATIONS = 3_000;

const noise = Random.stream(1, "large files").bytes(NOISE_BYTES);

export type LargeKind = "dump" | "har" | "pcapng" | "pcap" | "log" | "long lines";

/** Writes `sizeBytes` at least. */
export function writeLarge(file: string, kind: LargeKind, sizeBytes: number, text: string): void {
  const output = openSync(file, "w");
  let written = 0;
  const write = (bytes: Uint8Array) => {
    written += writeSync(output, bytes);
  };
  const isFull = () => written >= sizeBytes;
  if (kind === "dump") writeDump(write, isFull, text);
  else if (kind === "har") writeHar(write, isFull, text);
  else if (kind === "log") writeLines(write, isFull, text, SHORT_LINES);
  else if (kind === "long lines") writeLines(write, isFull, text, LONG_LINES);
  else writePackets(write, isFull, text, kind);
  closeSync(output);
}

type Write = (bytes: Uint8Array) => void;

function writeDump(write: Write, isFull: () => boolean, text: string): void {
  while (!isFull()) write(noise);
  write(concat(toBytes(text), noise));
}

/** Sentences of a line of an ordinary log. */
const SHORT_LINES = 3;
/** Lines of 50 MB. */
const LONG_LINES = 1_000_000;

function writeLines(write: Write, isFull: () => boolean, text: string, words: number): void {
  const piece = toBytes(
    Array.from({ length: 1_000 }, (_, i) => `I (${i * 37}) kettle: heats to ${i % 97}.5 of 96 `).join(""),
  );
  const each = piece.length / 1_000;
  const line = Math.min(piece.length, Math.floor(words * each));
  for (let count = 0; !isFull(); count++) {
    const at = words === SHORT_LINES ? (count * line) % (piece.length - line) : 0;
    for (let left = Math.floor(words * each); left > 0; left -= line) write(piece.subarray(at, at + line));
    write(toBytes("\n"));
  }
  write(toBytes(`I (9) wifi: psk ${text}\n`));
}

function writeHar(write: Write, isFull: () => boolean, text: string): void {
  const entry = (body: Uint8Array) => {
    const content = { encoding: "base64", text: Buffer.from(body).toString("base64") };
    return toBytes(
      JSON.stringify({ request: { method: "GET", url: "https://a.example/" }, response: { content } }),
    );
  };
  const ordinary = entry(noise.subarray(0, 300_000));
  write(toBytes('{"log":{"entries":['));
  while (!isFull()) write(concat(ordinary, toBytes(",")));
  write(concat(entry(toBytes(text)), toBytes("]}}")));
}

/** Head of a packet in pcap (libpcap, savefile): time, and its length twice. */
function pcapRecord(atMicros: number, packet: Uint8Array): Uint8Array {
  const seconds = Math.floor(atMicros / 1e6);
  const head = Uint32Array.of(seconds, atMicros % 1e6, packet.length, packet.length);
  return concat(new Uint8Array(head.buffer), packet);
}

const PCAP_HEAD = new Uint8Array(Uint32Array.of(0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, ETHERNET).buffer);

function writePackets(write: Write, isFull: () => boolean, text: string, kind: "pcap" | "pcapng"): void {
  const said = new Uint32Array(SHORT_CONVERSATIONS + 1);
  let packets = 0;
  const say = (who: number, bytes: Uint8Array) => {
    const from = { address: Uint8Array.of(10, 0, who >> 8, who & 255), port: 40_000, mac: MAC };
    const to = { address: Uint8Array.of(203, 0, 113, 7), port: 8080, mac: MAC };
    const fields = { sequence: said[who], acknowledged: 0, flags: TCP_FLAG.ack };
    said[who] += bytes.length;
    const packet = tcpPacket({ from, to, id: packets & 0xffff }, fields, bytes);
    const atMicros = 100 * packets++;
    write(kind === "pcap" ? pcapRecord(atMicros, packet) : enhancedPacket(0, atMicros, packet));
  };
  write(
    kind === "pcap" ? PCAP_HEAD : concat(sectionHeader("a test"), interfaceDescription(ETHERNET, "eth0")),
  );
  while (!isFull()) {
    const at = (packets * 613) % (NOISE_BYTES - SEGMENT_BYTES);
    if (packets % 10 === 0) say(1 + ((packets / 10) % SHORT_CONVERSATIONS), noise.subarray(at, at + 300));
    else say(0, noise.subarray(at, at + SEGMENT_BYTES));
  }
  say(0, toBytes(text.slice(0, 9)));
  say(0, toBytes(text.slice(9)));
}
