/** Events as a report shows them: what depends on a secret is hidden, and its places say which secret it is. */
import { toHex, toText } from "../../sim/tape/bytes.ts";
import type { Place, Position } from "../../sim/tape/position.ts";
import type { Observer, TapeEvent } from "../../sim/tape/tape.ts";
import type { Range } from "../judge/search/byte-class.ts";
import type { Fragments } from "../judge/search/fragments.ts";
import { mergedPlaces, replaced, type SecretPlace } from "../judge/search/redact.ts";
import type { Scanner } from "../judge/search/scan.ts";
import type { EventHead, EventSight } from "./document.ts";
import { type ComputedRange, markedContent, readableText } from "./marked-content.ts";
import { HIDDEN } from "./masks.ts";
import type { Veil } from "./veil.ts";

/** Other side of an event whose name depends on a secret. */
export const MADE_NAME = "‹a name that depends on a secret›";

export class VeiledEvents {
  /** Places in events that were asked for: many findings ask for the same. */
  private readonly found = new WeakMap<TapeEvent, readonly SecretPlace[]>();

  constructor(
    private readonly scanner: Scanner,
    private readonly fragments: Fragments,
    private readonly veil: Veil,
  ) {}

  /** Heading of an event: sender, channel, kind and other side. */
  heading(event: TapeEvent, observer: Observer): EventHead {
    const { from, channel, kind } = event;
    const peer = this.veil.peer(event, observer);
    const to = peer === undefined ? MADE_NAME : peer === null ? null : this.redact(peer);
    return { from, channel, kind, to };
  }

  /** The event without its content. */
  sight(event: TapeEvent, observer: Observer): EventSight {
    const { sizeBytes, position } = event;
    return { ...this.heading(event, observer), sizeBytes, place: blamed(position) };
  }

  /** Places of secrets and of their fragments in an event. */
  places(event: TapeEvent): readonly SecretPlace[] {
    const { payload } = event;
    if (payload === null) return [];
    let places = this.found.get(event);
    if (places === undefined) {
      places = this.fragments.placesIn(payload, this.scanner.places(payload));
      this.found.set(event, places);
    }
    return places;
  }

  /** True if all that depends on a secret is a place of one. */
  isAllKnown(event: TapeEvent, observer: Observer): boolean {
    const places = this.places(event);
    const isKnown = (range: Range) =>
      places.some(({ start, end }) => start <= range.start && range.end <= end);
    return this.veil.hidden(event, observer)?.every(isKnown) === true;
  }

  /** True if something in the event depends on a secret. */
  isTelling(event: TapeEvent, observer: Observer): boolean {
    return this.veil.hidden(event, observer)?.length !== 0;
  }

  /** Content with a mark for each hidden range; `computed` says from which secrets. Null where all of it is hidden. */
  marked(event: TapeEvent, observer: Observer, computed: readonly ComputedRange[]): string | null {
    const hidden = this.veil.hidden(event, observer);
    if (hidden === null || event.payload === null) return null;
    const named = hidden.map((range) => ({
      ...range,
      from: computed
        .filter(({ start, end }) => start < range.end && range.start < end)
        .flatMap(({ from }) => from),
    }));
    return markedContent(event.payload, this.places(event), named);
  }

  /** Content with {@link HIDDEN} for each hidden byte, or for two digits of one where it is no text. Null where all is hidden. */
  masked(event: TapeEvent, observer: Observer): string | null {
    const hidden = this.veil.hidden(event, observer);
    if (hidden === null || event.payload === null) return null;
    const { isText, shown } = readingOf(event.payload);
    const ranges = mergedPlaces<Range>([...hidden, ...this.places(event)]);
    return replaced(event.payload, ranges, shown, ({ start, end }) =>
      HIDDEN.repeat((isText ? 1 : 2) * (end - start)),
    );
  }

  /** Content as it is: only what another text shares with it may be shown. */
  raw({ payload }: TapeEvent): string | null {
    return payload === null ? null : readingOf(payload).shown(payload);
  }

  /** Text in which secrets are replaced by their names. */
  redact(text: string): string {
    return this.fragments.redact(this.scanner.redact(text));
  }
}

/** The line that is blamed for an event; null where it is not known. */
export function blamed(position: Position | null): Place | null {
  const blame = position?.blame ?? null;
  return blame === null ? null : { file: blame.file, line: blame.line };
}

/** Text, or digits of bytes that are none. */
function readingOf(payload: Uint8Array) {
  const isText = readableText(payload) !== null;
  const shown = (bytes: Uint8Array) => (isText ? toText(bytes).replaceAll("\r\n", "\n") : toHex(bytes));
  return { isText, shown };
}
