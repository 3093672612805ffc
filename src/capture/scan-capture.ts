/** Judges a capture by searching it. The file type is detected from the content. */
import type { Finding } from "../judge/verdict/finding.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { ByteSource, type Reading } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import { type Cutter, LineCutter, SectorCutter } from "./compare/plain-messages.ts";
import { type Format, foreignFormatOf, formatOf } from "./format.ts";
import { searchArchive } from "./har.ts";
import type { KnownSecret } from "./known-secret.ts";
import { decrypted } from "./packets/decrypt.ts";
import type { Packet } from "./packets/packet.ts";
import { searchPackets } from "./packets/search-packets.ts";
import { tsharkVersion } from "./packets/tshark.ts";
import { linesAt, PLAIN_SIGHT, searchPlainFile } from "./plain-file.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, Search, type Sight } from "./search.ts";

export interface ScanOptions extends Reading {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Gets every message, to compare it. */
  readonly messages?: Messages | null;
}

/** What reading one format comes to. */
type Read = Pick<ScannedCapture, "events" | "connections" | "durationMicros"> & {
  readonly blindSpots: readonly string[];
};

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export async function scanCapture(
  file: string,
  secrets: readonly KnownSecret[],
  { keylog, messages = null, ...reading }: ScanOptions = {},
): Promise<ScannedCapture> {
  const search = new Search(secrets);
  const source = await ByteSource.open(file, reading);
  const foreign = foreignFormatOf(source.head);
  if (foreign !== null)
    throw new UserError(
      `${file}: is a capture in the format of ${foreign}. Turn it into pcapng first, with Wireshark or "editcap".`,
      EXIT_USAGE,
    );
  const format = formatOf(source.head);
  const { events, connections, durationMicros, blindSpots } = await read(source, format, search, {
    inside: async (hasKeys) =>
      keylog !== undefined || (hasKeys && (await tsharkVersion()) !== null)
        ? decrypted(file, keylog, reading.signal)
        : null,
    again: () => ByteSource.open(file, reading),
    messages,
  });
  const { sizeBytes, trouble } = source;
  return {
    file: search.redact(file),
    format,
    sizeBytes,
    events,
    connections,
    durationMicros,
    found: await placed(file, format, search.results(), reading),
    secrets: secrets.map(({ name }) => ({ name, tooShort: search.tooShort.includes(name) })),
    compared: null,
    blindSpots: [...blindSpots, trouble, sizeBytes === 0 ? "it is empty" : null].filter(
      (spot) => spot !== null,
    ),
  };
}

/** What a broken archive's servers have, whoever they are. */
const BROKEN_ARCHIVE_SIGHT: Sight = { observers: ["endpoint"], channel: "http", to: null };

interface Readers {
  readonly inside: (hasKeys: boolean) => Promise<AsyncIterable<Packet> | null>;
  /** The file from its beginning. */
  readonly again: () => Promise<ByteSource>;
  readonly messages: Messages | null;
}

function cutter(format: "log" | "dump", messages: Messages): Cutter {
  const Kind = format === "log" ? LineCutter : SectorCutter;
  return new Kind(messages, PLAIN_SIGHT[format]);
}

async function read(
  source: ByteSource,
  format: Format,
  search: Search,
  { inside, again, messages }: Readers,
): Promise<Read> {
  if (format === "pcap" || format === "pcapng") {
    const { packets, conversations, ...rest } = await searchPackets(source, format, search, {
      inside,
      messages,
    });
    return { events: packets, connections: conversations, ...rest };
  }
  if (format === "har") {
    const { requests, durationMicros, isBroken } = await searchArchive(source, search, messages);
    if (isBroken) await searchPlainFile(await again(), search, BROKEN_ARCHIVE_SIGHT);
    const blindSpots = isBroken ? ["not all of it is as a HAR file is: it was searched as text as well"] : [];
    return { events: requests, connections: null, durationMicros, blindSpots };
  }
  await searchPlainFile(
    source,
    search,
    PLAIN_SIGHT[format],
    messages === null ? null : cutter(format, messages),
  );
  return { events: null, connections: null, durationMicros: 0, blindSpots: [] };
}

/** With the place in the file, where the file itself was searched. */
async function placed(
  file: string,
  format: Format,
  found: readonly Found[],
  { signal }: Reading,
): Promise<Found[]> {
  const offsets = found.map(({ offset }) => offset);
  if (format !== "log" || found.length === 0)
    return found.map((entry) => ({
      ...entry,
      where: entry.where ?? `at offset 0x${entry.offset.toString(16)}`,
    }));
  const lines = await linesAt(await ByteSource.open(file, { signal }), offsets);
  return found.map((entry, i) => ({
    ...entry,
    where: `on line ${lines[i]}`,
    finding: withSource(entry.finding, file, lines[i]),
  }));
}

function withSource(finding: Finding, file: string, line: number): Finding {
  return { ...finding, source: { file, line, stack: [] } };
}
