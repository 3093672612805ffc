/** Events behind a finding: those in which it was found, and later ones of the same run that show the same again. */
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { tellsValue } from "../judge/policy/degree.ts";
import type { Finding } from "../judge/verdict/finding.ts";
import { isSameLine, sourceOf } from "../judge/verdict/source.ts";
import type { ShownRun } from "./shown-runs.ts";
import type { FoundTwin } from "./twins.ts";

/** Event in which a finding was found. One without a line takes every line at that moment. */
export function isBehind(event: TapeEvent, finding: Finding): boolean {
  if (event.atMicros !== finding.atMicros) return false;
  return isOfWay(event, finding) && (finding.source === null || isOfLine(event, finding));
}

/** All text of some events, which are a stream or lines; null for none, and where one may not be shown. */
export function behindText(
  events: readonly TapeEvent[],
  textOf: (event: TapeEvent) => string | null,
): string | null {
  const texts = events.filter(({ payload }) => payload !== null).map(textOf);
  if (texts.length === 0 || texts.includes(null)) return null;
  return texts.join(events[0].stream === null ? "\n" : "");
}

/**
 * Events of a run that show what a finding says, one a moment, the finding's own first. Where the value lies open they hold
 * it; else they are what the same line sends, and differ in the finding's twin.
 */
export function recurrencesOf(
  finding: Finding,
  { tape, events }: ShownRun,
  twin: FoundTwin | null,
): TapeEvent[] {
  const own = tape.events.find((event) => isBehind(event, finding));
  if (own === undefined) return [];
  const placesIn = (event: TapeEvent) =>
    events.places(event).filter(({ secret }) => secret === finding.secret);
  const holds = (event: TapeEvent) => placesIn(event).some(({ chain }) => chain !== null);
  const isWhole = holds(own);
  const tells = tellsValue(finding.degree)
    ? (event: TapeEvent) => (isWhole ? holds(event) : placesIn(event).length > 0)
    : (event: TapeEvent) => twin?.differences.some(({ a }) => a === event) === true;
  const found = [own];
  for (const event of tape.events) {
    if (event.atMicros <= found[found.length - 1].atMicros) continue;
    if (!isOfWay(event, finding) || !isOfLine(event, finding) || event.kind !== own.kind) continue;
    if (tells(event)) found.push(event);
  }
  return found;
}

/** Observer and channel match; a finding of channel `time` takes every channel. */
function isOfWay({ channel, observers }: TapeEvent, finding: Finding): boolean {
  return observers.includes(finding.observer) && (finding.channel === "time" || channel === finding.channel);
}

/** The same line; two unknown ones are the same. */
function isOfLine(event: TapeEvent, { source }: Finding): boolean {
  return isSameLine(sourceOf(event), source);
}
