/**
 * Makes a run fit to be shown. Secrets are replaced by their names, and what then still depends on a secret's value is
 * withheld, as a run shows in which all of them have other values: names alone would let through what is told in pieces.
 */
import type { Tape, TapeEvent } from "../../sim/tape/tape.ts";
import { compareRuns } from "../judge/compare/twins.ts";
import type { Observation } from "../judge/verdict/observe.ts";
import { EventReport } from "../report/events.ts";
import type { Episode } from "./episode.ts";
import { SeenEvent, type Words } from "./seen-event.ts";

/** In place of what depends on a secret. */
const WITHHELD = "‹depends on a secret›";
/** Of an event that happens in one of the two runs only. */
const NO_WORDS: Words = { kind: WITHHELD, to: WITHHELD, text: WITHHELD };

/** Every event of an episode, in order. */
export function seenEvents({ observed: [first, second] }: Episode): readonly SeenEvent[] {
  const { events } = first.run.tape;
  const read = readerOf(first);
  const readTwin = readerOf(second);
  const differing = differingEvents(first.run.tape, second.run.tape);
  const shown = (event: TapeEvent): Words => {
    const other = differing.get(event);
    if (other === undefined) return read(event);
    return other === null ? NO_WORDS : agreed(read(event), readTwin(other));
  };
  /** Addresses that connections lead to, by number: compared where they are opened. */
  const peers = new Map<number, string>();
  for (const event of differing.keys()) {
    const to = event.stream === null ? null : shown(event).to;
    if (to === WITHHELD) peers.set(event.stream!, to);
  }
  return events.map((event) => {
    const place = event.position?.blame ?? null;
    const source = place === null ? null : `${place.file}:${place.line}`;
    return new SeenEvent(
      event,
      source,
      once(() => {
        const words = shown(event);
        return { ...words, to: peers.get(event.stream ?? -1) ?? words.to };
      }),
    );
  });
}

function readerOf({ scanner }: Observation): (event: TapeEvent) => Words {
  const report = new EventReport(scanner);
  return (event) => ({
    kind: scanner.redact(event.kind),
    to: event.to === null ? null : scanner.redact(event.to),
    text: report.payload(event),
  });
}

/** The first run's events that are not the same in the second, with what they are there; null for nothing. */
function differingEvents(run: Tape, twin: Tape): Map<TapeEvent, TapeEvent | null> {
  const found = new Map<TapeEvent, TapeEvent | null>();
  for (const { a, b } of compareRuns(run, twin, { home: true })) {
    if (a !== null) found.set(a, found.has(a) && found.get(a) !== b ? null : b);
  }
  return found;
}

function agreed(a: Words, b: Words): Words {
  return {
    kind: a.kind === b.kind ? a.kind : WITHHELD,
    to: a.to === b.to ? a.to : WITHHELD,
    text: a.text === b.text ? a.text : WITHHELD,
  };
}

function once<T>(make: () => T): () => T {
  let cached: { readonly value: T } | null = null;
  return () => {
    cached ??= { value: make() };
    return cached.value;
  };
}
