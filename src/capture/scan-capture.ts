/** Judges a capture by searching it. The file type is detected from the content. */
import type { Finding } from "../judge/verdict/finding.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import { ByteSource, type Reading } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import { foreignOf } from "./foreign.ts";
import { captureFormat, type FormatName, formatOf } from "./format.ts";
import type { KnownSecret } from "./known-secret.ts";
import { decrypted } from "./packets/decrypt.ts";
import { linesAt } from "./plain-file.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, type Place, Search } from "./search.ts";

export interface ScanOptions extends Reading {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Keys in the capture itself are used: tshark, which is a large program, reads a file of somebody else's. */
  readonly useTshark?: boolean;
  /** Gets every message, to compare it. */
  readonly messages?: Messages | null;
}

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export async function scanCapture(
  file: string,
  secrets: readonly KnownSecret[],
  { keylog, useTshark = false, messages = null, ...reading }: ScanOptions = {},
): Promise<ScannedCapture> {
  const search = new Search(secrets);
  const source = await ByteSource.open(file, reading);
  const foreign = foreignOf(source.head);
  if (foreign !== null)
    throw new UserError(
      `${file}: is a capture in the format of ${foreign.name}. ${foreign.help}`,
      EXIT_USAGE,
    );
  const format = formatOf(source.head);
  const { events, connections, durationMicros, blindSpots, notUnderstood } = await captureFormat(format).read(
    source,
    search,
    {
      inside: async (hasKeys) =>
        keylog !== undefined || (hasKeys && useTshark) ? decrypted(file, keylog, reading.signal) : null,
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
    found: await placed({ file, shown: search.redact(file) }, format, search.results(), reading),
    secrets: secrets.map(({ name }) => ({ name, tooShort: search.tooShort.includes(name) })),
    compared: null,
    notUnderstood,
    blindSpots: [...blindSpots, trouble, sizeBytes === 0 ? "it is empty" : null].filter(
      (spot) => spot !== null,
    ),
  };
}

/** With the place in the file, where the file itself was searched. */
async function placed(
  { file, shown }: { readonly file: string; readonly shown: string },
  format: FormatName,
  found: readonly Found[],
  { signal }: Reading,
): Promise<Found[]> {
  const inHex = ({ where, offset }: Place) => ({
    where: where ?? `at offset 0x${offset.toString(16)}`,
    offset,
  });
  if (captureFormat(format).hasLines !== true || found.length === 0)
    return found.map((entry) => ({ ...entry, ...inHex(entry), places: entry.places.map(inHex) }));
  const offsets = found.flatMap(({ places }) =>
    places.flatMap(({ where, offset }) => (where === null ? offset : [])),
  );
  const order = [...new Set(offsets)].sort((a, b) => a - b);
  const lines = await linesAt(await ByteSource.open(file, { signal }), order);
  const onLine = ({ where, offset }: Place) => ({
    where: where ?? `on line ${lines[order.indexOf(offset)] ?? "?"}`,
    offset,
  });
  return found.map((entry) => {
    const place = onLine(entry);
    const line = Number(/^on line (\d+)$/.exec(place.where)?.[1] ?? Number.NaN);
    const finding = Number.isNaN(line) ? entry.finding : withSource(entry.finding, shown, line);
    return { ...entry, ...place, ...once(entry, entry.places.map(onLine)), finding };
  });
}

/** Places on one line count once: a log is searched as it is, and line by line. */
function once({ count }: Found, places: readonly Place[]): Pick<Found, "places" | "count"> {
  const byWhere = new Map(places.toReversed().map((place) => [place.where, place]));
  const kept = places.filter((place) => byWhere.get(place.where) === place);
  return { places: kept, count: count - (places.length - kept.length) };
}

function withSource(finding: Finding, file: string, line: number): Finding {
  return { ...finding, source: { file, line, stack: [] } };
}
