/** Judges a recording by searching it, wherever that is done. The file type is detected from the content. */
import type { ScanAhead } from "../judge/search/window-queue.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { ByteSource, Unpacking } from "./byte-source.ts";
import type { ReadingMeans } from "./capture-reading.ts";
import { damagedMarkIn } from "./damaged-mark.ts";
import { refuseForeign } from "./foreign.ts";
import { captureFormat, type FormatName, formatOf } from "./format.ts";
import type { KnownSecret } from "./known-secret.ts";
import { Ledger } from "./ledger.ts";
import { Overlooked } from "./overlooked.ts";
import { linesAt } from "./plain-file.ts";
import type { ScanTools } from "./scan-tools.ts";
import type { ScannedCapture } from "./scanned-capture.ts";
import { type Found, type Place, Search } from "./search.ts";

export interface Recording
  extends Pick<ReadingMeans, "inside" | "messages">,
    Partial<Pick<ReadingMeans, "linked">> {
  /** As the user names it. */
  readonly name: string;
  /** The bytes from their beginning. */
  readonly open: (opening?: Opening) => Promise<ByteSource>;
}

export interface Opening extends Pick<Unpacking, "watch"> {
  /** Nobody is told of how much was read. */
  readonly isQuiet?: boolean;
}

/** Throws a UserError when it can't be read; a broken one is judged as far as it goes. */
export async function scanRecording(
  recording: Recording,
  secrets: readonly KnownSecret[],
  { crypto, ahead }: Pick<ScanTools, "crypto"> & { readonly ahead?: ScanAhead },
): Promise<ScannedCapture> {
  const { name, open, inside, messages, linked = null } = recording;
  const search = new Search(secrets, crypto, ahead);
  const overlooked = new Overlooked(secrets);
  const source = await open({ watch: () => overlooked.watch() });
  refuseForeign(name, source.head);
  const format = formatOf(source.head);
  const { events, connections, durationMicros, blindSpots, notUnderstood } = await captureFormat(format).read(
    source,
    search,
    { inside, linked, again: () => open(), messages },
  );
  overlooked.tell(search, captureFormat(format).sight);
  const beside = new Ledger();
  for (const name of overlooked.torn(search))
    beside.blind({ kind: "torn", sizeBytes: 0, detail: name }, null);
  const damaged = damagedMarkIn(source.head, format);
  if (damaged !== null)
    beside.blind(
      { kind: "broken", sizeBytes: source.sizeBytes, detail: `first bytes as of ${damaged}, but for one` },
      null,
    );
  if (source.sizeBytes > 0 && source.sizeBytes < MIN_FILE_BYTES)
    beside.blind({ kind: "unfinished", sizeBytes: source.sizeBytes, detail: "a file of a few bytes" }, null);
  const { sizeBytes, trouble } = source;
  const shown = search.redact(name);
  return {
    file: shown,
    format,
    sizeBytes,
    events,
    connections,
    durationMicros,
    found: await placed(recording, shown, format, search.results()),
    secrets: secrets.map(({ name }) => ({ name, tooShort: search.tooShort.includes(name) })),
    compared: null,
    notUnderstood: [...notUnderstood, ...beside.shares()],
    blindSpots: [
      ...blindSpots,
      ...beside.phrases(false),
      trouble,
      sizeBytes === 0 ? "it is empty" : null,
    ].filter((spot) => spot !== null),
  };
}

/** Shorter files are what was left of others. */
const MIN_FILE_BYTES = 4;
/** With the place in the file, where the file itself was searched. */
async function placed(
  { open }: Recording,
  shown: string,
  format: FormatName,
  found: readonly Found[],
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
  const lines = await linesAt(await open({ isQuiet: true }), order);
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
