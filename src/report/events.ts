/** Tape events as `tightlip run` shows them: for people a line each, for programs a JSON line each. */
import type { Colors } from "picocolors/types.js";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { plural } from "../plural.ts";
import type { EventHead, EventSight } from "./document.ts";
import { readableText } from "./marked-content.ts";
import { inline } from "./printable.ts";

/** Bytes of a payload that a line for people shows. */
const SHOWN_BYTES = 72;

/** An event as it may be shown: secrets replaced by their names. Plain data. */
export interface ReportedEvent extends Pick<TapeEvent, "atMicros" | "from" | "channel" | "observers"> {
  /** A line about it, with the beginning of its content. */
  readonly summary: string;
  /** Content; null when only the size is seen. */
  readonly payload: string | null;
}

/** One JSON object and a newline. */
export function eventJson({ atMicros, from, channel, observers, summary, payload }: ReportedEvent): string {
  return `${JSON.stringify({ atMicros, from, channel, observers, summary, payload })}\n`;
}

export function eventText({ atMicros, observers, summary }: ReportedEvent, colors: Colors): string {
  const time = `${(atMicros / 1e6).toFixed(3).padStart(9)} s`;
  const seen = observers.join(", ");
  return `${colors.dim(time)}  ${colors.cyan(seen.padEnd(17))} ${inline(summary)}\n`;
}

/** Makes events fit to be shown. */
export class EventReport {
  constructor(private readonly scanner: Scanner) {}

  reported(event: TapeEvent): ReportedEvent {
    const { atMicros, from, channel, observers } = event;
    const payload = this.payload(event);
    return { atMicros, from, channel, observers, summary: this.summary(event, payload), payload };
  }

  private summary(event: TapeEvent, payload: string | null): string {
    const peer = event.to === null ? null : this.scanner.redact(event.to);
    const place = event.position?.blame ?? null;
    const at = place === null ? "" : ` (${place.file}:${place.line})`;
    const shown =
      payload === null
        ? plural(event.sizeBytes, "byte")
        : payload.length > SHOWN_BYTES
          ? `${cut(payload)}…`
          : payload;
    return `${headingText({ ...event, to: peer })}: ${shown.replace(/\s+/g, " ")}${at}`;
  }

  /** Text where it is text, else hexadecimal; secrets replaced by their names. Null when only the size is seen. */
  payload({ payload: bytes }: Pick<TapeEvent, "payload">): string | null {
    if (bytes === null) return null;
    const text = readableText(bytes);
    return text === null ? this.scanner.redactBytes(bytes) : this.scanner.redact(text);
  }
}

/** Sender unless that is the device, channel and kind of an event, and its other side. */
export function headingText({ from, channel, kind, to }: EventHead): string {
  return `${from === "device" ? "" : `${from}: `}${channel} ${kind}${to === null ? "" : ` ${to}`}`;
}

/** A line about an event, without its content. */
export function sightText({ sizeBytes, place, ...head }: EventSight): string {
  const at = place === null ? "" : ` (${place.file}:${place.line})`;
  return `${headingText(head)}: ${plural(sizeBytes, "byte")}${at}`;
}

/** Cuts between characters, and never inside the name of a secret. */
function cut(text: string): string {
  const part = Array.from(text).slice(0, SHOWN_BYTES).join("");
  return part.lastIndexOf("‹") > part.lastIndexOf("›") ? part.slice(0, part.lastIndexOf("‹")) : part;
}
