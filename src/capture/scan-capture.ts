/** Judges a capture by searching it: what it is, is seen from its content. */
import type { Finding } from "../judge/finding.ts";
import { ByteSource } from "./byte-source.ts";
import { formatOf } from "./format.ts";
import type { KnownSecret } from "./known-secret.ts";
import { linesAt, PLAIN_SIGHT, searchPlainFile } from "./plain-file.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, Search } from "./search.ts";

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export async function scanCapture(file: string, secrets: readonly KnownSecret[]): Promise<ScannedCapture> {
  const search = new Search(secrets);
  const source = await ByteSource.open(file);
  const format = formatOf(source.head) === "log" ? "log" : "dump";
  await searchPlainFile(source, search, PLAIN_SIGHT[format]);
  const found = await placed(file, format, search.results());
  const { sizeBytes } = source;
  const blindSpots = [source.trouble, sizeBytes === 0 ? "it is empty" : null].filter((spot) => spot !== null);
  return {
    file: search.redact(file),
    format,
    sizeBytes,
    events: null,
    connections: null,
    durationMicros: 0,
    found,
    secrets: secrets.map(({ name }) => ({ name, tooShort: search.tooShort.includes(name) })),
    blindSpots,
  };
}

/** With the place in the file, where the file itself was searched. */
async function placed(file: string, format: "log" | "dump", found: readonly Found[]): Promise<Found[]> {
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
