/** Sequences of events in which a value may be told piece by piece. */
import { isLibraryFile } from "../../../sim/tape/position.ts";
import type { Tape, TapeEvent } from "../../../sim/tape/tape.ts";
import type { Scanner } from "./scan.ts";
import { addParts, joined, type Part } from "./scattered.ts";

/** Longer ones are telemetry, and left to the twins. */
const MAX_EVENTS = 1_000;

/** Parts of what a scanner finds in the sequences of a run, each of which is scanned once one of its events matters. */
export class SequenceParts {
  private readonly sequences = new Map<TapeEvent, Sequence[]>();

  constructor(
    tape: Tape,
    private readonly scanner: Scanner,
  ) {
    for (const sequence of sequences(tape)) {
      for (const event of sequence.events) {
        const known = this.sequences.get(event);
        if (known === undefined) this.sequences.set(event, [sequence]);
        else known.push(sequence);
      }
    }
  }

  of(event: TapeEvent): Part[] {
    const around = this.sequences.get(event) ?? [];
    return around.flatMap((sequence) => sequence.parts(this.scanner).get(event) ?? []);
  }
}

class Sequence {
  private found: Map<TapeEvent, Part[]> | null = null;

  constructor(
    readonly events: readonly TapeEvent[],
    /** All bytes count; otherwise those at start and end of each event that are the same in all of them are left out. */
    private readonly isWhole: boolean,
  ) {}

  parts(scanner: Scanner): ReadonlyMap<TapeEvent, Part[]> {
    this.found ??= this.search(scanner);
    return this.found;
  }

  private search(scanner: Scanner): Map<TapeEvent, Part[]> {
    const { events, isWhole } = this;
    const from = isWhole ? 0 : sharedBytes(events, (payload, i) => payload[i]);
    const to = isWhole ? 0 : sharedBytes(events, (payload, i) => payload[payload.length - 1 - i], from);
    const pieces = events.map((event) => ({ event, start: from, end: event.payload!.length - to }));
    const parts = new Map<TapeEvent, Part[]>();
    for (const hit of scanner.scan(joined(pieces))) addParts(parts, hit, pieces);
    return parts;
  }
}

/**
 * Events of the device that belong together although they were sent in pieces: the writes of a
 * connection, those that one line sends again and again, and those that several lines send by the
 * same way through the library.
 */
function sequences(tape: Tape): Sequence[] {
  const connections = new Groups();
  const places = new Groups();
  const lines = new LineCounter();
  for (const event of tape.events) {
    if (event.from !== "device" || event.payload === null) continue;
    if (event.stream !== null && event.kind === "write") connections.add(String(event.stream), event);
    const { position } = event;
    if (position === null || position.stack.length === 0) continue;
    const way = `${event.channel} ${event.kind}`;
    places.add(`${way} ${position.step}`, event);
    if (event.channel === "log") places.add(`${way} ${position.step} ${lines.next(event)}`, event);
    const own = position.stack.findIndex(({ place }) => !isLibraryFile(place?.file ?? ""));
    const throughLibrary = position.stack.slice(0, own).map(({ site }) => site);
    if (own > 0) places.add(`${way} by ${throughLibrary.join()}`, event);
  }
  return [
    ...connections.sequences().map((events) => new Sequence(events, true)),
    ...places.sequences().map((events) => new Sequence(events, false)),
  ];
}

/** Tells the lines of one message from each other: the runtime prints them at one moment, from one place. */
class LineCounter {
  private last: TapeEvent | null = null;
  private line = 0;

  next(event: TapeEvent): number {
    const { last } = this;
    const goesOn = last?.atMicros === event.atMicros && last.position?.step === event.position?.step;
    this.line = goesOn ? this.line + 1 : 0;
    this.last = event;
    return this.line;
  }
}

class Groups {
  private readonly groups = new Map<string, TapeEvent[]>();

  add(key: string, event: TapeEvent): void {
    const group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, [event]);
    else group.push(event);
  }

  sequences(): TapeEvent[][] {
    return [...this.groups.values()].filter((events) => events.length > 1 && events.length <= MAX_EVENTS);
  }
}

/** Number of bytes, as `at` counts them, equal in all payloads; `taken` bytes are left out. */
function sharedBytes(
  events: readonly TapeEvent[],
  at: (payload: Uint8Array, index: number) => number,
  taken = 0,
): number {
  const [first, ...others] = events.map((event) => event.payload!);
  const most = Math.min(...events.map((event) => event.payload!.length)) - taken;
  let shared = 0;
  while (shared < most && others.every((payload) => at(payload, shared) === at(first, shared))) shared++;
  return shared;
}
