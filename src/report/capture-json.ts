/** The machine-readable report of `tightlip scan --json`: that of `check`, with a capture in place of a firmware. */
import { basename } from "node:path";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { findingObject, SCHEMA, shellWord } from "./json.ts";

export interface CaptureContext {
  readonly version: string;
  /** How secrets were given, as options of the command. */
  readonly options: string;
}

/** One JSON document, ending in a newline. */
export function captureJson(captures: readonly ScannedCapture[], context: CaptureContext): string {
  const document = {
    schema: SCHEMA,
    tightlip: context.version,
    seed: null,
    appliances: captures.map((capture) => captureObject(capture, context.options)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function captureObject(capture: ScannedCapture, options: string) {
  const {
    file,
    format,
    sizeBytes,
    events,
    connections,
    durationMicros,
    found,
    secrets,
    compared,
    blindSpots,
  } = capture;
  const { word, reason } = verdictOf(capture);
  const replay =
    compared === null
      ? `tightlip scan ${shellWord(file)} ${options}`
      : `tightlip scan --compare ${[file, compared.file].map(shellWord).join(" ")}${compared.noise.length === 0 ? "" : ` --noise ${compared.noise.map(shellWord).join(" ")}`} ${options}`;
  return {
    name: basename(file),
    main: file,
    image: null,
    verdict: word,
    reason,
    expected: null,
    asExpected: null,
    secrets: secrets.map(({ name }) => ({
      name,
      fingerprint: null,
      exercised: null,
    })),
    notJudged: [],
    virtualMicros: durationMicros,
    runs: 1,
    events: events ?? 0,
    capture: { format, bytes: sizeBytes, connections, compared, blindSpots },
    findings: found.map(({ finding, where }) => ({
      ...findingObject(finding, replay),
      where,
      how: finding.how || null,
    })),
  };
}
