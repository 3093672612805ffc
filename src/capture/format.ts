/**
 * Capture formats: how each is recognised, called and read. A file's content decides, for names say little, and are often
 * wrong. A new one is a file that reads it and an entry of {@link FORMATS}.
 */
import { toText } from "../../sim/tape/bytes.ts";
import type { ByteSource } from "./byte-source.ts";
import type { CaptureReading, ReadingMeans } from "./capture-reading.ts";
import { type Cutter, LineCutter, SectorCutter } from "./compare/plain-messages.ts";
import { isFiddler, searchSessions } from "./fiddler.ts";
import { searchArchive } from "./har.ts";
import { searchPackets } from "./packets/search-packets.ts";
import { searchPlainFile } from "./plain-file.ts";
import { CABLE, FLASH } from "./plain-sights.ts";
import type { Search, Sight } from "./search.ts";

interface Format {
  /** Its kind of file in a sentence. */
  readonly noun: string;
  /** Name of one of its events. */
  readonly event: string;
  /** Places in it are lines, and not bytes. */
  readonly hasLines?: true;
  /** Sight of bytes that no reader came by. */
  readonly sight: Sight;
  readonly isRecognised: (head: Uint8Array) => boolean;
  /** Searches all of it; a broken file as far as it goes. */
  readonly read: (source: ByteSource, search: Search, means: ReadingMeans) => Promise<CaptureReading>;
}

/** First four bytes of captures: pcap in its three kinds, in both byte orders; and of a pcapng section. */
const PCAP = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1"];
const PCAPNG = "0a0d0d0a";
/** Beginning of a HAR file (HTTP Archive 1.2): an object with a member `log`, perhaps behind others. */
const HAR =
  /^\ufeff?\s*\{\s*(?:"log"\s*:\s*\{|"[\s\S]{0,8000}"log"\s*:\s*\{\s*"(?:version|creator|entries|browser|pages|comment)")/;
/** Members of a request; with most of them it is an archive, though its beginning may be broken. */
const HAR_MEMBERS = ['"entries"', '"startedDateTime"', '"request"', '"response"', '"httpVersion"'];
const MIN_HAR_MEMBERS = 4;
/** Marks in front of text in UTF-16 (Unicode 15, 23.8). */
const UTF16 = ["fffe", "feff"];
/** Share of printable bytes from which on a file is text: serial lines have noise. */
const TEXT_SHARE = 0.9;

/** Sight of bytes in a packet capture that are no packet's. */
const ON_THE_PATH: Sight = { observers: ["network"], channel: "tcp", to: null };
/** Sight of a broken archive's servers, whoever they are. */
const BROKEN_ARCHIVE: Sight = { observers: ["endpoint"], channel: "http", to: null };

/** In the order in which they are tried; the last takes everything. */
const FORMATS = {
  pcap: {
    noun: "a packet capture (pcap)",
    sight: ON_THE_PATH,
    event: "packet",
    isRecognised: (head) => PCAP.includes(magicOf(head)),
    read: (source, search, means) => readPackets(source, "pcap", search, means),
  },
  pcapng: {
    noun: "a packet capture (pcapng)",
    sight: ON_THE_PATH,
    event: "packet",
    isRecognised: (head) => magicOf(head) === PCAPNG,
    read: (source, search, means) => readPackets(source, "pcapng", search, means),
  },
  har: {
    noun: "a browser's or proxy's archive (HAR)",
    sight: BROKEN_ARCHIVE,
    event: "request",
    isRecognised: (head) => isArchive(toText(head.subarray(0, 16 * 1024))),
    read: readArchive,
  },
  saz: {
    noun: "an archive of Fiddler (SAZ)",
    sight: BROKEN_ARCHIVE,
    event: "request",
    isRecognised: isFiddler,
    read: readSessions,
  },
  log: {
    noun: "text, such as a serial log",
    sight: CABLE,
    event: "line",
    hasLines: true,
    isRecognised: (head) => isText(head) || isUtf16(head),
    read: (source, search, { messages }) =>
      readPlain(source, search, CABLE, messages && new LineCutter(messages, CABLE)),
  },
  dump: {
    noun: "bytes, such as a flash dump",
    sight: FLASH,
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
  { inside, linked, messages }: ReadingMeans,
): Promise<CaptureReading> {
  const { packets, conversations, ...rest } = await searchPackets(source, format, search, {
    inside,
    linked,
    messages,
    unpackers: source.unpackers,
  });
  return { events: packets, connections: conversations, ...rest };
}

async function readArchive(
  source: ByteSource,
  search: Search,
  { again, messages }: ReadingMeans,
): Promise<CaptureReading> {
  const { requests, durationMicros, isBroken, ledger } = await searchArchive(
    source,
    search,
    source.unpackers,
    messages,
  );
  if (isBroken) await searchPlainFile(await again(), search, BROKEN_ARCHIVE);
  const broken = isBroken ? ["not all of it is as a HAR file is: it was searched as text as well"] : [];
  const blindSpots = [...broken, ...ledger.phrases(false)];
  return {
    events: requests,
    connections: null,
    durationMicros,
    blindSpots,
    notUnderstood: ledger.shares(),
  };
}

async function readSessions(
  source: ByteSource,
  search: Search,
  { messages }: ReadingMeans,
): Promise<CaptureReading> {
  const { sessions, ledger } = await searchSessions(source, search, source.unpackers, messages);
  return {
    events: sessions,
    connections: null,
    durationMicros: 0,
    blindSpots: [...ledger.phrases(false), ...(sessions === 0 ? ["it has no sessions"] : [])],
    notUnderstood: ledger.shares(),
  };
}

async function readPlain(
  source: ByteSource,
  search: Search,
  sight: Sight,
  cutter: Cutter | null,
): Promise<CaptureReading> {
  const ledger = await searchPlainFile(source, search, sight, cutter);
  return {
    events: null,
    connections: null,
    durationMicros: 0,
    blindSpots: ledger.phrases(false),
    notUnderstood: ledger.shares(),
  };
}

function isArchive(text: string): boolean {
  const members = HAR_MEMBERS.filter((member) => text.includes(member));
  return HAR.test(text) || members.length >= MIN_HAR_MEMBERS;
}

function magicOf(head: Uint8Array): string {
  return Buffer.from(head.subarray(0, 4)).toString("hex");
}

/** Marked as such, and in a Latin alphabet: a page of a store in flash begins with the same two bytes. */
function isUtf16(head: Uint8Array): boolean {
  const mark = Buffer.from(head.subarray(0, 2)).toString("hex");
  const start = head.subarray(2, 34);
  return UTF16.includes(mark) && start.filter((byte) => byte === 0).length > start.length / 4;
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
