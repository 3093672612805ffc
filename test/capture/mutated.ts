/** Recordings with the places of the bytes that carry a secret's value, and what damage does to them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../sim/engine/random.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { ByteSource } from "../../src/capture/byte-source.ts";
import type { KnownSecret } from "../../src/capture/known-secret.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { type Opening, scanRecording } from "../../src/capture/scan-recording.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";
import { UserError } from "../../src/user-error.ts";
import { PSK } from "./known-secrets.ts";
import { talk } from "./outcome.ts";
import { datagram, pcapngOf, pcapOf, segment, syn } from "./wire.ts";

export interface Fixture {
  readonly name: string;
  /** The reader that it is for. */
  readonly reader: string;
  readonly bytes: Uint8Array;
  readonly secrets: readonly KnownSecret[];
  /** By place, 1 for bytes without which the value is not there. */
  readonly carriers: Uint8Array;
  /** The same of damage to several bytes at once: headers too, without which what they stand before is not known. */
  readonly wide: Uint8Array;
  /** The value is not there, but what is encrypted, or left out. */
  readonly isSealed: boolean;
}

/** Headers of a capture file and of its first packet: without them bytes are only bytes. */
const HEAD_BYTES = 40;

const FOLDER = join(import.meta.dirname, "cases");
/** Larger files take longer, and are read by the same readers. */
const MAX_BYTES = 50_000;
/** Fewer bytes of a value in a row are there by chance. */
const PART_BYTES = 3;
const ETHERNET_BYTES = 14;
/** Heads of a record, of Ethernet, IP and TCP. */
const FRAME_HEAD_BYTES = 16 + 14 + 20 + 20;
const PCAP = { headerBytes: 24, recordBytes: 16 };
/** Members of an archive, and elements of XML, that hold bytes as text. */
const ENCODED = /"(?:text|data|payload)": ?"(?:[^"\\]|\\.)*"|CDATA\[[^\]]*\]/g;

/** Files in which a value is packed, from where on. */
const PACKED: readonly (readonly [ending: string, start: number])[] = [
  [".flow", 16],
  [".saz", 30],
  [".zip", 30],
];
const TEXTS = /\.(?:log|csv|hex|srec)$/;

/** Every recording of the folder that is not too large, and some that are made here. */
export async function fixtures(): Promise<Fixture[]> {
  const found: Fixture[] = [];
  for (const of of readdirSync(FOLDER)) {
    // The key of a network is computed from both; elsewhere the network's name would be found though its key is not.
    const secrets = readSecretFile(join(FOLDER, of, "secrets.json"), () => {}).filter(
      ({ name }) => name === "wifi.psk" || of === "pmk",
    );
    for (const file of readdirSync(join(FOLDER, of))) {
      const bytes = new Uint8Array(readFileSync(join(FOLDER, of, file)));
      if (file === "secrets.json" || bytes.length > MAX_BYTES) continue;
      found.push(await fixture(`${of}/${file}`, of, bytes, secrets));
    }
  }
  const secrets = [{ name: "wifi.psk", values: [PSK] }];
  for (const [name, bytes] of Object.entries(made())) found.push(await fixture(name, name, bytes, secrets));
  return found;
}

function made(): Readonly<Record<string, Uint8Array>> {
  const half = PSK.length >> 1;
  const publish = concat(Uint8Array.of(0x30, 3 + PSK.length, 0, 1, 0x74), toBytes(PSK));
  const label = concat(
    toBytes("\u0000\u0007\u0001\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000"),
    Uint8Array.of(PSK.length),
    toBytes(PSK),
    toBytes("\u0004test\u0000\u0000\u0001\u0000\u0001"),
  );
  return {
    pcapng: pcapngOf([syn(), segment(0, PSK.slice(0, half)), segment(half, PSK.slice(half))]),
    mqtt: talk(
      concat(Uint8Array.of(0x10, 12, 0, 4), toBytes("MQTT"), Uint8Array.of(4, 2, 0, 60, 0, 0), publish),
    ),
    dns: pcapOf([datagram(53, label)]),
    "s-records.srec": toBytes(sRecords(toBytes(`psk=${PSK};`))),
  };
}

/** In lines of eight bytes (Motorola's S-records, with addresses of 16 bits). */
function sRecords(content: Uint8Array): string {
  const line = (kind: number, address: number, bytes: Uint8Array) => {
    const body = Buffer.from([bytes.length + 3, address >> 8, address & 255, ...bytes]);
    const sum = 255 - (body.reduce((all, byte) => all + byte, 0) & 255);
    return `S${kind}${body.toString("hex").toUpperCase()}${sum.toString(16).padStart(2, "0").toUpperCase()}\n`;
  };
  const lines = Array.from({ length: Math.ceil(content.length / 8) }, (_, i) =>
    line(1, 8 * i, content.subarray(8 * i, 8 * i + 8)),
  );
  return `${line(0, 0, toBytes("a test"))}${lines.join("")}${line(9, 0, new Uint8Array())}`;
}

async function fixture(
  name: string,
  reader: string,
  bytes: Uint8Array,
  secrets: readonly KnownSecret[],
): Promise<Fixture> {
  const values = secrets.flatMap((secret) => secret.values).map((value) => toBytes(value));
  const parts = partsOf(bytes, values);
  const isSealed = (await verdictOn(bytes, secrets)) !== "leaks";
  const carriers = new Uint8Array(bytes.length);
  const carry = (start: number, end: number) => carriers.fill(1, start, end);
  for (const at of parts) carry(at, at + PART_BYTES);
  const isPcap = name.endsWith(".pcap");
  const isHidden = !isSealed && !values.some((value) => Buffer.from(bytes).includes(Buffer.from(value)));
  const hiding = !isHidden
    ? []
    : TEXTS.test(name)
      ? await linesThatCarry(bytes, secrets)
      : isPcap
        ? payloadsIn(Buffer.from(bytes))
        : encodedIn(name, bytes);
  for (const [start, end] of hiding) carry(start, end);
  const wide = carriers.slice();
  if (isSealed || isHidden) wide.fill(1, 0, HEAD_BYTES);
  if (isPcap) for (const [start, end] of hiding) wide.fill(1, start - FRAME_HEAD_BYTES, end);
  return { name, reader, bytes, secrets, carriers, wide, isSealed };
}

type Stretch = readonly [start: number, end: number];

/** Places of bytes that stand in a value in the same order. */
function partsOf(bytes: Uint8Array, values: readonly Uint8Array[]): number[] {
  const parts: number[] = [];
  const file = Buffer.from(bytes);
  for (const value of values)
    for (let i = 0; i + PART_BYTES <= value.length; i++) {
      const part = Buffer.from(value.subarray(i, i + PART_BYTES));
      for (let at = file.indexOf(part); at >= 0; at = file.indexOf(part, at + 1)) parts.push(at);
    }
  return parts;
}

/** From the first line without which nothing is found to the last. */
async function linesThatCarry(bytes: Uint8Array, secrets: readonly KnownSecret[]): Promise<Stretch[]> {
  const carrying: Stretch[] = [];
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next + 1;
    const without = concat(bytes.subarray(0, start), bytes.subarray(end));
    if ((await verdictOn(without, secrets)) !== "leaks") carrying.push([start, end]);
    start = end;
  }
  return carrying.length === 0 ? [[0, bytes.length]] : [[carrying[0][0], carrying.at(-1)![1]]];
}

/** Content of TCP, and UDP with its header, which need not have a checksum. */
function payloadsIn(bytes: Buffer): Stretch[] {
  const stretches: Stretch[] = [];
  const { headerBytes, recordBytes } = PCAP;
  for (let at = headerBytes; at < bytes.length; at += recordBytes + bytes.readUInt32LE(at + 8)) {
    const ip = at + recordBytes + ETHERNET_BYTES;
    const transport = ip + 4 * (bytes[ip] & 15);
    const isTcp = bytes[ip + 9] === 6;
    const start = isTcp ? transport + 4 * (bytes[transport + 12] >> 4) : transport;
    stretches.push([start, at + recordBytes + bytes.readUInt32LE(at + 8)]);
  }
  return stretches;
}

/** Packed files without a checksum, or with one that is not compared; text is told by its members. */
function encodedIn(name: string, bytes: Uint8Array): Stretch[] {
  const packed = PACKED.find(([ending]) => name.endsWith(ending));
  if (packed !== undefined) return [[packed[1], bytes.length]];
  const text = Buffer.from(bytes).toString("latin1");
  return [...text.matchAll(ENCODED)].map((found) => [found.index, found.index + found[0].length]);
}

/** The verdict on a file with these bytes. One that is refused keeps nothing. */
export async function verdictOn(bytes: Uint8Array, secrets: readonly KnownSecret[]): Promise<string> {
  async function* pieces() {
    yield bytes;
  }
  const open = ({ watch }: Opening = {}) =>
    ByteSource.of({ name: "a mutation", sizeBytes: bytes.length, pieces: pieces() }, nodeScanTools, {
      watch,
    });
  const recording = { name: "a mutation", open, inside: async () => null, messages: null };
  try {
    return verdictOf(await scanRecording(recording, secrets, nodeScanTools)).word;
  } catch (error) {
    if (error instanceof UserError) return "refused";
    throw error;
  }
}

export interface Mutation {
  readonly what: string;
  readonly bytes: Uint8Array;
  /** A byte that carries the value is changed, gone, or torn from its neighbour. */
  readonly touches: boolean;
}

/** Numbers that lengths and kinds are replaced with. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/** Damage of one kind, at a place that is drawn. */
export function mutated({ name, bytes, carriers, wide, isSealed }: Fixture, random: Random): Mutation {
  const at = random.below(bytes.length);
  const size = 1 + random.below(random.below(4) === 0 ? bytes.length - at : Math.min(40, bytes.length - at));
  const end = at + size;
  // A capture may end behind any packet.
  const isEnd = isSealed && name.endsWith(".pcap") && startsRecord(bytes, at);
  const isCarrying = isEnd || wide.subarray(at, end).includes(1);
  const isTorn = wide[at - 1] === 1 && wide[at] === 1;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(end)];
  const told = (what: string) => `${what} at ${at}, ${size} bytes`;
  switch (random.below(6)) {
    case 0: {
      const changed = bytes.slice();
      changed[at] ^= 1 << random.below(8);
      return { what: `a flipped bit at ${at}`, bytes: changed, touches: carriers[at] === 1 };
    }
    case 1: {
      const changed = bytes.slice();
      changed[at] = EXTREMES[random.below(EXTREMES.length)];
      return { what: `a ${changed[at]} at ${at}`, bytes: changed, touches: carriers[at] === 1 };
    }
    case 2:
      return { what: told("removed"), bytes: concat(before, after), touches: isCarrying };
    case 3: {
      const from = random.below(bytes.length);
      const copied = bytes.subarray(from, from + size);
      return {
        what: told(`inserted from ${from}`),
        bytes: concat(before, copied, bytes.subarray(at)),
        touches: isTorn,
      };
    }
    case 4: {
      const noise = random.bytes(size);
      return { what: told("overwritten"), bytes: concat(concat(before, noise), after), touches: isCarrying };
    }
    default:
      return {
        what: `cut at ${at}`,
        bytes: before,
        touches: isEnd || wide.subarray(at).includes(1),
      };
  }
}

function startsRecord(bytes: Uint8Array, place: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { headerBytes, recordBytes } = PCAP;
  let at = headerBytes;
  while (at < place && at + recordBytes <= bytes.length) at += recordBytes + view.getUint32(at + 8, true);
  return at === place;
}
