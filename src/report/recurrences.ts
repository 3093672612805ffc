/** Events behind a finding: those in which it was found, and later ones of the same run that show the same again. */
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import type { ShownRun } from "./shown-runs.ts";

/** Event in which a finding was found. One without a line takes every line at that moment. */
export function isBehind(event: TapeEvent, finding: Finding): boolean {
  if (event.atMicros !== finding.atMicros) return false;
  return isOfWay(event, finding) && (finding.source === null || isOfLine(event, finding));
}

/** All text of some events, which are a stream or lines; null for none. */
export function behindText(
  events: readonly TapeEvent[],
  textOf: (event: TapeEvent) => string | null,
): string | null {
  const texts = events.flatMap((event) => textOf(event) ?? []);
  return texts.length === 0 ? null : texts.join(events[0].stream === null ? "\n" : "");
}

/**
 * Moments at which a run shows what a finding says, one event each, the finding's own first. Where the value lies open
 * they hold it; else they are what the same line sends to the same peer, which may tell the same or more.
 */
export function recurrencesOf(finding: Finding, { tape, report }: ShownRun): TapeEvent[] {
  const own = tape.events.find((event) => isBehind(event, finding));
  if (own === undefined) return [];
  const isOpen = finding.degree === "clear" || finding.degree === "encoded";
  const mark = `‹${finding.secret}›`;
  const found = [own];
  for (const event of tape.events) {
    if (event.atMicros <= found[found.length - 1].atMicros) continue;
    if (!isOfWay(event, finding) || !isOfLine(event, finding)) continue;
    if (event.kind !== own.kind || event.to !== own.to) continue;
    if (isOpen && report.payload(event)?.includes(mark) !== true) continue;
    found.push(event);
  }
  return found;
}

/** Observer and channel match; a finding of channel `time` takes every channel. */
function isOfWay({ channel, observers }: TapeEvent, finding: Finding): boolean {
  return observers.includes(finding.observer) && (finding.channel === "time" || channel === finding.channel);
}

/** The same line; two unknown ones are the same. */
function isOfLine({ position }: TapeEvent, { source }: Finding): boolean {
  const place = position?.blame ?? null;
  return place?.file === source?.file && place?.line === source?.line;
}
