/** Makes the report on a capture that was scanned. */
import { basename } from "node:path";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import type { Around } from "../capture/search.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { CaptureReport, Evidence } from "./document.ts";
import { fingerprints } from "./fingerprint.ts";
import { isMarked, markedContent } from "./marked-content.ts";
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
  { bytes, places }: Around,
): Evidence | null {
  const content = markedContent(bytes, places);
  if (!isMarked(content, secret)) return null;
  return {
    summary: where ?? "",
    sizeBytes: bytes.length,
    content: content.replaceAll("\r\n", "\n"),
    recurrences: { count, atMicros: [] },
    twins: null,
  };
}

function replayOf({ file, compared }: CaptureReport["capture"], options: string): string {
  if (compared === null) return `tightlip scan ${shellWord(file)} ${options}`;
  const files = [file, compared.file].map(shellWord).join(" ");
  const noise = compared.noise.length === 0 ? "" : ` --noise ${compared.noise.map(shellWord).join(" ")}`;
  return `tightlip scan --compare ${files}${noise} ${options}`;
}
