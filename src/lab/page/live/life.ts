/**
 * Life in a home: events as they come, and a cursor that is now or somewhere before. Playing moves the cursor through what
 * is recorded, and then lets more time pass in the worker.
 */
import { computed, signal } from "@preact/signals";
import type { Step } from "../../../../sim/home/verbs/verbs.ts";
import type { Client } from "../client.ts";
import { Superseded } from "../client.ts";
import type { Answer, LiveEvent } from "../protocol.ts";

type Lived = Extract<Answer, { kind: "lived" }>;

/** Virtual seconds for each real one. */
export const SPEEDS = [0.2, 1, 5, 30] as const;

const TICK_MILLIS = 100;
/** Virtual time that one step looks for the next event in, and slices of it. */
const STEP_MICROS = 30_000_000;
const STEP_SLICE_MICROS = 250_000;
/** Events that are kept: more than a person looks through. */
const MAX_EVENTS = 20_000;

/** Something that the person did in the home. */
export interface Doing {
  readonly atMicros: number;
  readonly text: string;
}

export class Life {
  readonly events = signal<readonly LiveEvent[]>([]);
  /** Doings of the person, in order. */
  readonly done = signal<readonly Doing[]>([]);
  /** Virtual time that has passed in the home. */
  readonly nowMicros = signal(0);
  readonly cursorMicros = signal(0);
  readonly isPlaying = signal(false);
  readonly speed = signal<number>(1);
  readonly buttons = signal<readonly string[]>([]);
  /** Reason why it goes on no more, as the worker says it; null while it does. */
  readonly ended = signal<string | null>(null);
  readonly failure = signal<string | null>(null);
  /** Frames between the parts of one board, of which there are many, are shown although nothing is told by them. */
  readonly withFrames = signal(false);
  /** Events up to the cursor. */
  readonly seen = computed(() => {
    const cursor = this.cursorMicros.value;
    const all = this.events.value;
    const after = all.findIndex(({ atMicros }) => atMicros > cursor);
    return after === -1 ? all : all.slice(0, after);
  });
  /** Those of them that are shown. */
  readonly shown = computed(() => this.seen.value.filter((event) => this.isShown(event)));
  private timer: ReturnType<typeof setInterval> | null = null;
  private isAsking = false;

  /** `check`: the request whose firmware lives. */
  constructor(
    private readonly client: Client,
    private readonly check: number,
  ) {}

  async start(): Promise<void> {
    await this.asking(() => this.client.start(this.check));
    if (this.failure.peek() === null) this.play();
  }

  play(): void {
    this.isPlaying.value = true;
    this.timer ??= setInterval(() => void this.tick(), TICK_MILLIS);
  }

  pause(): void {
    this.isPlaying.value = false;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** To a moment that has been. */
  scrub(micros: number): void {
    this.pause();
    this.cursorMicros.value = Math.min(micros, this.nowMicros.peek());
  }

  /** To the next event that is shown. */
  async step(): Promise<void> {
    this.pause();
    const from = this.cursorMicros.peek();
    for (let waited = 0; waited <= STEP_MICROS; waited += STEP_SLICE_MICROS) {
      const next = this.events.peek().find((event) => event.atMicros > from && this.isShown(event));
      if (next !== undefined) {
        this.cursorMicros.value = next.atMicros;
        return;
      }
      if (!(await this.advance(STEP_SLICE_MICROS))) return;
    }
    this.cursorMicros.value = this.nowMicros.peek();
  }

  /** Somebody does something, now; `text` says what. */
  async do(text: string, ...steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.asking(() => this.client.do(step));
    if (this.failure.peek() === null)
      this.done.value = [...this.done.peek(), { atMicros: this.nowMicros.peek(), text }];
    this.cursorMicros.value = this.nowMicros.peek();
    if (this.ended.peek() === null) this.play();
  }

  private isShown({ channel, secrets, allowed }: LiveEvent): boolean {
    return this.withFrames.value || channel !== "frame" || secrets.length + allowed.length > 0;
  }

  private async tick(): Promise<void> {
    const target = this.cursorMicros.peek() + TICK_MILLIS * 1000 * this.speed.peek();
    const missing = target - this.nowMicros.peek();
    if (missing > 0 && !(await this.advance(Math.ceil(missing)))) {
      if (this.ended.peek() !== null || this.failure.peek() !== null) this.pause();
      return;
    }
    if (this.isPlaying.peek()) this.cursorMicros.value = Math.min(target, this.nowMicros.peek());
  }

  /** False where no time passed. */
  private async advance(micros: number): Promise<boolean> {
    if (this.isAsking || this.ended.peek() !== null) return false;
    await this.asking(() => this.client.advance(micros));
    return this.failure.peek() === null;
  }

  private async asking(ask: () => Promise<Lived>): Promise<void> {
    this.isAsking = true;
    try {
      this.take(await ask());
    } catch (error) {
      this.pause();
      if (!(error instanceof Superseded)) this.failure.value = (error as Error).message;
    } finally {
      this.isAsking = false;
    }
  }

  private take({ atMicros, events, buttons, ended }: Lived): void {
    if (events.length > 0) this.events.value = [...this.events.peek(), ...events].slice(-MAX_EVENTS);
    this.nowMicros.value = atMicros;
    this.buttons.value = buttons;
    this.ended.value = ended;
  }
}
