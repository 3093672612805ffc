/** Judges a capture by searching it. The file type is detected from the content. */
import type { Finding } from "../judge/verdict/finding.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { ByteSource, type Reading } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import { captureFormat, type FormatName, foreignFormatOf, formatOf } from "./format.ts";
import type { KnownSecret } from "./known-secret.ts";
import { decrypted } from "./packets/decrypt.ts";
import { tsharkVersion } from "./packets/tshark.ts";
import { linesAt } from "./plain-file.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, Search } from "./search.ts";

export interface ScanOptions extends Reading {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Gets every message, to compare it. */
  readonly messages?: Messages | null;
}

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
  const { events, connections, durationMicros, blindSpots } = await captureFormat(format).read(
    source,
    search,
    {
      inside: async (hasKeys) =>
        keylog !== undefined || (hasKeys && (await tsharkVersion()) !== null)
          ? decrypted(file, keylog, reading.signal)
          : null,
      again: () => ByteSource.open(file, reading),
      messages,
    },
  );
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

/** With the place in the file, where the file itself was searched. */
async function placed(
  file: string,
  format: FormatName,
  found: readonly Found[],
  { signal }: Reading,
): Promise<Found[]> {
  const offsets = found.map(({ offset }) => offset);
  if (captureFormat(format).hasLines !== true || found.length === 0)
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
