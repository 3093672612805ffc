/** A capture that was scanned as the JSON report has it: like a firmware that was checked. */
import { basename } from "node:path";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { frameFilter } from "./capture-text.ts";
import { findingObject } from "./json.ts";

/** `replay` is the command that shows the findings again. */
export function captureObject(capture: ScannedCapture, replay: string): object {
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
    notUnderstood,
  } = capture;
  const { word, reason } = verdictOf(capture);
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
    capture: { format, bytes: sizeBytes, connections, compared, blindSpots, notUnderstood },
    findings: found.map(({ finding, where, places, count }) => ({
      ...findingObject(finding, replay),
      where,
      places: places.map((place) => place.where),
      count,
      filter: frameFilter(places)[0] ?? null,
      how: finding.how || null,
    })),
  };
}
