/** A finding as the JSON reports have it. */
import type { FindingSource } from "../judge/compare/versions.ts";
import type { Source } from "../judge/verdict/source.ts";
import type { ReportedFinding } from "./document.ts";
import { replayId } from "./replay-id.ts";
import { frameText } from "./words.ts";

export function findingObject(finding: ReportedFinding) {
  return {
    rule: finding.rule,
    secret: finding.secret,
    observer: finding.observer,
    degree: finding.degree,
    chain: finding.chain,
    channel: finding.channel,
    to: finding.to,
    atMicros: finding.atMicros,
    release: finding.allowed?.name ?? null,
    source: sourceObject(finding.source),
    bits: finding.bits,
    ...(finding.share < 1 && { share: finding.share }),
    ...(finding.circumstances.length > 0 && { circumstances: finding.circumstances }),
    replay: finding.replay,
    replayId: replayId(finding.replay),
  };
}

/** Null when the line is not known. */
export function sourceObject(source: Source | null): FindingSource | null {
  return source === null ? null : { ...source, stack: source.stack.map(frameText) };
}
