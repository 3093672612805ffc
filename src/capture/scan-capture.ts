/** Judges a capture by searching it: what it is, is seen from its content. */
import type { Finding } from "../judge/finding.ts";
import { ByteSource } from "./byte-source.ts";
import { type Format, formatOf } from "./format.ts";
import type { KnownSecret } from "./known-secret.ts";
import { decrypted } from "./packets/decrypt.ts";
import type { Packet } from "./packets/packet.ts";
import { searchPackets } from "./packets/search-packets.ts";
import { linesAt, PLAIN_SIGHT, searchPlainFile } from "./plain-file.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, Search } from "./search.ts";

export interface ScanOptions {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
}

/** What reading one format comes to. */
type Read = Pick<ScannedCapture, "events" | "connections" | "durationMicros"> & {
  readonly blindSpots: readonly string[];
};

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export async function scanCapture(
  file: string,
  secrets: readonly KnownSecret[],
  { keylog }: ScanOptions = {},
): Promise<ScannedCapture> {
  const search = new Search(secrets);
  const source = await ByteSource.open(file);
  const format = formatOf(source.head);
  const { events, connections, durationMicros, blindSpots } = await read(source, format, search, () =>
    keylog === undefined ? null : decrypted(file, keylog),
  );
  const { sizeBytes, trouble } = source;
  return {
    file: search.redact(file),
    format,
    sizeBytes,
    events,
    connections,
    durationMicros,
    found: await placed(file, format, search.results()),
    secrets: secrets.map(({ name }) => ({ name, tooShort: search.tooShort.includes(name) })),
    blindSpots: [...blindSpots, trouble, sizeBytes === 0 ? "it is empty" : null].filter(
      (spot) => spot !== null,
    ),
  };
}

async function read(
  source: ByteSource,
  format: Format,
  search: Search,
  inside: () => AsyncIterable<Packet> | null,
): Promise<Read> {
  if (format === "pcap" || format === "pcapng") {
    const { packets, conversations, ...rest } = await searchPackets(source, format, search, inside());
    return { events: packets, connections: conversations, ...rest };
  }
  await searchPlainFile(source, search, PLAIN_SIGHT[format === "log" ? "log" : "dump"]);
  return { events: null, connections: null, durationMicros: 0, blindSpots: [] };
}

/** With the place in the file, where the file itself was searched. */
async function placed(file: string, format: Format, found: readonly Found[]): Promise<Found[]> {
  if (format !== "log" && format !== "dump") return [...found];
  const offsets = found.map(({ offset }) => offset);
  if (format === "dump" || found.length === 0)
    return found.map((entry) => ({ ...entry, where: `at offset 0x${entry.offset.toString(16)}` }));
  const lines = await linesAt(await ByteSource.open(file), offsets);
  return found.map((entry, i) => ({
    ...entry,
    where: `on line ${lines[i]}`,
    finding: withSource(entry.finding, file, lines[i]),
  }));
}

function withSource(finding: Finding, file: string, line: number): Finding {
  return { ...finding, source: { file, line, stack: [] } };
}
