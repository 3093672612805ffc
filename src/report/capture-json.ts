/** A capture that was scanned as the JSON report has it: like a firmware that was checked. */
import { COMPARED, frameFilter } from "./capture-places.ts";
import type { CaptureReport } from "./document.ts";
import { findingObject } from "./finding-json.ts";

export function captureObject({ name, main, verdict, capture, findings }: CaptureReport): object {
  const {
    format,
    sizeBytes,
    events,
    connections,
    durationMicros,
    secrets,
    compared,
    blindSpots,
    notUnderstood,
  } = capture;
  return {
    name,
    main,
    image: null,
    verdict: verdict.word,
    reason: verdict.reason,
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
    findings: findings.map((finding) => ({
      ...findingObject(finding),
      where: finding.origin.kind === "recording" ? finding.origin.where : null,
      places: finding.places.map(({ where }) => where),
      count: finding.count,
      filter: frameFilter(finding.places)[0] ?? null,
      how: COMPARED[finding.how] ?? null,
    })),
  };
}
