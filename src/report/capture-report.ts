/** Makes the report on a capture that was scanned. */
import { basename } from "node:path";
import { toLatin1 } from "../../sim/tape/bytes.ts";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import type { Around } from "../capture/search.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { CaptureReport, Evidence } from "./document.ts";
import { fingerprints } from "./fingerprint.ts";
import { markedContent, readableText } from "./marked-content.ts";
import { shellWord } from "./replay.ts";

/** `options` are those by which the command was told the secrets. */
export function captureReport(scanned: ScannedCapture, options: string): CaptureReport {
  const { found, ...capture } = scanned;
  const replay = replayOf(capture, options);
  const leaks = found.map(({ finding }) => finding).filter(({ allowed }) => allowed === null);
  const names = fingerprints(capture.file, leaks, null);
  return {
    kind: "capture",
    name: basename(capture.file),
    main: capture.file,
    verdict: verdictOf(scanned),
    capture,
    findings: found.map(({ finding, where, offset, places, count, around }) => ({
      ...finding,
      origin: { kind: "recording", where, offset },
      places,
      count,
      circumstances: [],
      replay,
      replayAnyShell: null,
      why: null,
      fingerprint: names.get(finding) ?? null,
      known: null,
      before: false,
      excerpt: null,
      evidence: around === null ? null : evidenceOf(finding, where, count, around),
    })),
    replay,
  };
}

/** Null where the value's place is not seen in the bytes around it: then they may tell it in a way that redaction does not see. */
function evidenceOf(
  { secret }: Finding,
  where: string | null,
  count: number,
  around: Around,
): Evidence | null {
  const place = around.places.find((one) => one.secret === secret);
  if (place === undefined) return null;
  const { bytes, places } = onItsLine(around, place);
  return {
    event: null,
    where,
    sizeBytes: bytes.length,
    content: readableText(bytes) === null ? null : markedContent(plainWords(bytes, places), places),
    recurrences: { count, atMicros: [] },
    twins: null,
  };
}

/** The line of a place, where the bytes are text: other lines are about something else. */
function onItsLine({ bytes, places }: Around, { start, end }: Range): Around {
  if (readableText(bytes) === null) return { bytes, places };
  const from = bytes.lastIndexOf(LINE_FEED, start) + 1;
  const next = bytes.indexOf(LINE_FEED, end);
  const to = next < 0 ? bytes.length : next;
  const inside = places.filter((place) => place.start < to && place.end > from);
  return {
    bytes: bytes.subarray(from, to),
    places: inside.map((place) => ({
      ...place,
      start: Math.max(0, place.start - from),
      end: Math.min(to, place.end) - from,
    })),
  };
}

const LINE_FEED = 0x0a;

/**
 * Words alone, as keys and headers are; of other letters and digits, which may be pieces of a secret in any encoding, each
 * is a sign. A capture cannot be made once more with other secrets, to see what depends on them.
 */
function plainWords(bytes: Uint8Array, places: readonly Range[]): Uint8Array {
  const shown = Uint8Array.from(bytes);
  const isFree = (at: number) => places.every(({ start, end }) => at < start || end <= at);
  for (const { index, 0: token } of toLatin1(bytes).matchAll(/[A-Za-z0-9\u0080-\u00ff]+/g)) {
    if (/^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})$/.test(token)) continue;
    for (let at = index; at < index + token.length; at++) if (isFree(at)) shown[at] = LEFT_OUT;
  }
  return shown;
}

/** An asterisk. */
const LEFT_OUT = 0x2a;

function replayOf({ file, compared }: CaptureReport["capture"], options: string): string {
  if (compared === null) return `tightlip scan ${shellWord(file)} ${options}`;
  const files = [file, compared.file].map(shellWord).join(" ");
  const noise = compared.noise.length === 0 ? "" : ` --noise ${compared.noise.map(shellWord).join(" ")}`;
  return `tightlip scan --compare ${files}${noise} ${options}`;
}
