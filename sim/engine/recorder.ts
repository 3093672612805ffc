/** Records a run's tape. */
import type { Place, Position } from "../tape/position.ts";
import type { Tape, TapeEvent } from "../tape/tape.ts";
import { FORK, type Forker } from "./fork.ts";

/** An event as the part of the world describes it that records it; the world adds the rest. */
export type Recording = Omit<TapeEvent, "atMicros" | "sizeBytes" | "stream" | "position"> &
  Partial<Pick<TapeEvent, "sizeBytes" | "stream">> & {
    /** Program counters of the firmware's call stack, innermost first; null when it was not firmware's doing or not known. */
    readonly pcs: readonly number[] | null;
    /** Known place in the source, where no program counter leads to it. */
    readonly place?: Place;
  };

/** Position of an event whose line is known from something else than a call stack. */
function atPlace(place: Place): Position {
  return { step: "", blame: place, stack: [] };
}

export class Recorder implements Tape {
  private readonly recorded: TapeEvent[] = [];
  /** Call stacks of the events from {@link settled} on: a stack may be completed until the run rests. */
  private stacks: (readonly number[] | null)[] = [];
  private settled = 0;
  payloadBytes = 0;

  constructor(private readonly positionOf: (pcs: readonly number[]) => Position) {}

  /** All events so far, with their positions. */
  get events(): readonly TapeEvent[] {
    this.settle();
    return this.recorded;
  }

  get length(): number {
    return this.recorded.length;
  }

  record({ pcs, place, ...event }: Recording & Pick<TapeEvent, "atMicros" | "sizeBytes" | "stream">): void {
    this.recorded.push({ ...event, position: place === undefined ? null : atPlace(place) });
    this.stacks.push(pcs);
    this.payloadBytes += event.payload?.length ?? 0;
  }

  /** Hands over what was recorded so far, and begins anew. */
  drain(): TapeEvent[] {
    this.settle();
    this.payloadBytes = 0;
    this.settled = 0;
    return this.recorded.splice(0);
  }

  /** Events whose positions are known never change: the copy shares them. */
  [FORK](forker: Forker): Recorder {
    this.settle();
    const copy = forker.known(this, new Recorder(this.positionOf));
    // A day has more of them than a call takes arguments.
    for (const event of this.recorded) copy.recorded.push(event);
    copy.settled = this.settled;
    copy.payloadBytes = this.payloadBytes;
    return copy;
  }

  private settle(): void {
    const { recorded, stacks } = this;
    for (let i = 0; i < stacks.length; i++) {
      const pcs = stacks[i];
      if (pcs !== null) Object.assign(recorded[this.settled + i], { position: this.positionOf(pcs) });
    }
    this.stacks = [];
    this.settled = recorded.length;
  }
}
