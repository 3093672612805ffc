/** Tape events as `tightlip run` shows them: for people a line each, for programs a JSON line each. */
import type { Colors } from "picocolors/types.js";
import type { SourceMap } from "../../sim/device/source-map.ts";
import { toText } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import type { Scanner } from "../judge/search/scan.ts";
import { inline } from "./printable.ts";

/** Bytes of a payload that a line for people shows. */
const SHOWN_BYTES = 72;

export class EventReport {
  constructor(
    private readonly scanner: Scanner,
    private readonly map: SourceMap,
  ) {}

  /** One JSON object and a newline. Secrets in it are replaced by their names. */
  json(event: TapeEvent): string {
    const { atMicros, from, channel, observers } = event;
    return `${JSON.stringify({ atMicros, from, channel, observers, ...this.shown(event) })}\n`;
  }

  /** A line about it, and what is to be seen of its content; secrets replaced by their names. */
  shown(event: TapeEvent): { summary: string; payload: string | null } {
    const payload = this.payload(event);
    return { summary: this.summary(event, payload), payload };
  }

  text(event: TapeEvent, colors: Colors): string {
    const time = `${(event.atMicros / 1e6).toFixed(3).padStart(9)} s`;
    const seen = event.observers.join(", ");
    return `${colors.dim(time)}  ${colors.cyan(seen.padEnd(17))} ${inline(this.summary(event, this.payload(event)))}\n`;
  }

  private summary(event: TapeEvent, payload: string | null): string {
    const to = event.to === null ? "" : ` ${this.scanner.redact(event.to)}`;
    const place = event.pcs === null ? null : this.map.blame(event.pcs);
    const at = place === null ? "" : ` (${place.file}:${place.line})`;
    const shown =
      payload === null
        ? `${event.sizeBytes} bytes`
        : payload.length > SHOWN_BYTES
          ? `${cut(payload)}…`
          : payload;
    const sender = event.from === "device" ? "" : `${event.from}: `;
    return `${sender}${event.channel} ${event.kind}${to}: ${shown.replace(/\s+/g, " ")}${at}`;
  }

  /** Text where it is text, else hexadecimal; secrets replaced by their names. Null when only the size is seen. */
  private payload(event: TapeEvent): string | null {
    const bytes = event.payload;
    if (bytes === null) return null;
    const text = toText(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not get is what we look for.
    if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/.test(text))
      return this.scanner.redact(text);
    return this.scanner.redactBytes(bytes);
  }
}

/** Cuts between characters, and never inside the name of a secret. */
function cut(text: string): string {
  const part = Array.from(text).slice(0, SHOWN_BYTES).join("");
  return part.lastIndexOf("‹") > part.lastIndexOf("›") ? part.slice(0, part.lastIndexOf("‹")) : part;
}
