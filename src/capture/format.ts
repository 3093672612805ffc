/**
 * Capture formats: how each is recognised, called and read. A file's content decides, for names say little, and are often
 * wrong. A new one is a file that reads it and an entry of {@link FORMATS}.
 */
import { toLatin1, toText } from "../../sim/tape/bytes.ts";
import type { ByteSource } from "./byte-source.ts";
import type { CaptureReading, ReadingMeans } from "./capture-reading.ts";
import { type Cutter, LineCutter, SectorCutter } from "./compare/plain-messages.ts";
import { searchArchive } from "./har.ts";
import { searchPackets } from "./packets/search-packets.ts";
import { searchPlainFile } from "./plain-file.ts";
import type { Search, Sight } from "./search.ts";

interface Format {
  /** Its kind of file in a sentence. */
  readonly noun: string;
  /** Name of one of its events. */
  readonly event: string;
  /** Places in it are lines, and not bytes. */
  readonly hasLines?: true;
  readonly isRecognised: (head: Uint8Array) => boolean;
  /** Searches all of it; a broken file as far as it goes. */
  readonly read: (source: ByteSource, search: Search, means: ReadingMeans) => Promise<CaptureReading>;
}

/** First four bytes of captures: pcap in its three kinds, in both byte orders; and of a pcapng section. */
const PCAP = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1"];
const PCAPNG = "0a0d0d0a";
/** Beginning of a HAR file (HTTP Archive 1.2): an object whose first member is `log`. */
const HAR = /^\ufeff?\s*\{\s*"log"\s*:\s*\{/;
/** Share of printable bytes from which on a file is text: serial lines have noise. */
const TEXT_SHARE = 0.9;

/** Captures in formats that Wireshark reads (wiretap/snoop.c, btsnoop.c, netmon.c). */
const FOREIGN: Readonly<Record<string, string>> = {
  "snoop\0\0\0": "snoop",
  "btsnoop\0": "btsnoop",
  GMBU: "Network Monitor",
  RTSS: "Network Monitor",
};

/** Name of a capture's format that is not read here; null for everything else. */
export function foreignFormatOf(head: Uint8Array): string | null {
  const start = toLatin1(head.subarray(0, 8));
  const mark = Object.keys(FOREIGN).find((known) => start.startsWith(known));
  return mark === undefined ? null : FOREIGN[mark];
}

/** Sight of whoever has the cable, or the board. */
const CABLE: Sight = { observers: ["cable"], channel: "log", to: null };
const FLASH: Sight = { observers: ["flash"], channel: "flash", to: null };
/** Sight of a broken archive's servers, whoever they are. */
const BROKEN_ARCHIVE: Sight = { observers: ["endpoint"], channel: "http", to: null };

/** In the order in which they are tried; the last takes everything. */
const FORMATS = {
  pcap: {
    noun: "a packet capture (pcap)",
    event: "packet",
    isRecognised: (head) => PCAP.includes(magicOf(head)),
    read: (source, search, means) => readPackets(source, "pcap", search, means),
  },
  pcapng: {
    noun: "a packet capture (pcapng)",
    event: "packet",
    isRecognised: (head) => magicOf(head) === PCAPNG,
    read: (source, search, means) => readPackets(source, "pcapng", search, means),
  },
  har: {
    noun: "a browser's or proxy's archive (HAR)",
    event: "request",
    isRecognised: (head) => HAR.test(toText(head.subarray(0, 1024))),
    read: readArchive,
  },
  log: {
    noun: "text, such as a serial log",
    event: "line",
    hasLines: true,
    isRecognised: isText,
    read: (source, search, { messages }) =>
      readPlain(source, search, CABLE, messages && new LineCutter(messages, CABLE)),
  },
  dump: {
    noun: "bytes, such as a flash dump",
    event: "byte",
    isRecognised: () => true,
    read: (source, search, { messages }) =>
      readPlain(source, search, FLASH, messages && new SectorCutter(messages, FLASH)),
  },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export const CAPTURE_FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export function captureFormat(name: FormatName): Format {
  return FORMATS[name];
}

/** Name of the format of a file that begins like this. */
export function formatOf(head: Uint8Array): FormatName {
  return CAPTURE_FORMAT_NAMES.find((name) => captureFormat(name).isRecognised(head))!;
}

async function readPackets(
  source: ByteSource,
  format: "pcap" | "pcapng",
  search: Search,
  { inside, messages }: ReadingMeans,
): Promise<CaptureReading> {
  const { packets, conversations, ...rest } = await searchPackets(source, format, search, {
    inside,
    messages,
  });
  return { events: packets, connections: conversations, ...rest };
}

async function readArchive(
  source: ByteSource,
  search: Search,
  { again, messages }: ReadingMeans,
): Promise<CaptureReading> {
  const { requests, durationMicros, isBroken } = await searchArchive(source, search, messages);
  if (isBroken) await searchPlainFile(await again(), search, BROKEN_ARCHIVE);
  const blindSpots = isBroken ? ["not all of it is as a HAR file is: it was searched as text as well"] : [];
  return { events: requests, connections: null, durationMicros, blindSpots };
}

async function readPlain(
  source: ByteSource,
  search: Search,
  sight: Sight,
  cutter: Cutter | null,
): Promise<CaptureReading> {
  await searchPlainFile(source, search, sight, cutter);
  return { events: null, connections: null, durationMicros: 0, blindSpots: [] };
}

function magicOf(head: Uint8Array): string {
  return Buffer.from(head.subarray(0, 4)).toString("hex");
}

function isText(bytes: Uint8Array): boolean {
  let printable = 0;
  for (const byte of bytes) {
    // Zeros and the end of a block of erased flash are none.
    if ((byte >= 0x20 && byte !== 0x7f && byte !== 0xff) || (byte >= 0x08 && byte <= 0x0d) || byte === 0x1b)
      printable++;
  }
  return printable >= TEXT_SHARE * bytes.length;
}
