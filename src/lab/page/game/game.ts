/** Game: one recording, what the player marked in it, and what came of it. */
import { batch, computed, signal } from "@preact/signals";
import { concatAll } from "../../../../sim/tape/bytes.ts";
import { MIN_SCANNED_CHARACTERS } from "../../../judge/policy/secret.ts";
import { type Client, NoToolchain, Superseded } from "../client.ts";
import { changeGameProgress } from "../progress.ts";
import type { Decoded, RecordingFile, Sought } from "./comparison.ts";
import type { ByteRange } from "./dump.ts";
import type { Encoding } from "./encodings.ts";
import { type Claim, type Outcome, outcomeOf, type Part } from "./outcome.ts";
import type { Round } from "./rounds.ts";
import type { Unit, Units } from "./unit.ts";

export type GameState =
  | { readonly kind: "none" | "working" | "ready" | "comparing" }
  | { readonly kind: "answered"; readonly outcome: Outcome }
  /** `why` is a line for the person; null where the toolchain is not there. */
  | { readonly kind: "failed"; readonly why: string | null };

/** Readings of some bytes. */
interface Reading {
  /** Layers that were taken off before. */
  readonly path: readonly string[];
  readonly layers: readonly Decoded[];
}

/** Bytes of an answer: more are a net, and no finding. */
export const MAX_MARKED_BYTES = 256;

/** Larger files are for the command. */
export const MAX_RECORDING_BYTES = 64 * 1024 * 1024;

export class Game {
  readonly state = signal<GameState>({ kind: "none" });
  readonly units = signal<Units | null>(null);
  /** Null until it is known. */
  readonly sought = signal<Sought | null>(null);
  /** Index of the unit that is looked into. */
  readonly open = signal(0);
  /** Selection in that unit. */
  readonly selected = signal<ByteRange | null>(null);
  readonly parts = signal<readonly Part[]>([]);
  readonly encodings = signal<ReadonlySet<Encoding>>(new Set());
  readonly hints = signal(0);
  /** What the selected bytes may say; null while nobody asked. */
  readonly decoded = signal<Reading | null>(null);
  readonly unit = computed<Unit | null>(() => this.units.value?.units[this.open.value] ?? null);
  readonly markedBytes = computed(() =>
    this.parts.value.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  /** The value is long enough to be looked for. */
  readonly isSearchable = computed(() => (this.sought.value?.value.length ?? 0) >= MIN_SCANNED_CHARACTERS);
  private recording: RecordingFile | null = null;
  private attempts = 1;
  /** Counts what was begun: answers to something older come to nothing. */
  private begun = 0;

  constructor(
    private readonly client: Client,
    /** Null for a recording of the player's. */
    readonly round: Round | null,
  ) {}

  get file(): string | null {
    return this.recording?.file ?? null;
  }

  /** Lets the round's appliance live, and records it. `isAnew`: with other values. */
  async record(isAnew = false): Promise<void> {
    const { round } = this;
    if (round === null) return;
    if (isAnew) this.attempts++;
    await this.attempt(async () => {
      const { file, bytes, secret, ...units } = await this.client.record(round.id, this.attempts);
      return () => {
        this.take({ file, bytes }, units);
        this.sought.value = secret;
      };
    });
  }

  /** Opens a recording of the player's. */
  async openFile(recording: RecordingFile): Promise<void> {
    await this.attempt(async () => {
      const { of, units, isCut } = await this.client.open(recording);
      return () => this.take(recording, { of, units, isCut });
    });
  }

  /** Says why there is no recording. */
  refuse(why: string): void {
    this.begun++;
    this.state.value = { kind: "failed", why };
  }

  look(unit: number): void {
    batch(() => {
      this.open.value = unit;
      this.selected.value = null;
      this.decoded.value = null;
    });
  }

  /** Adds the selected bytes to the answer. */
  mark(): void {
    const range = this.selected.peek();
    const unit = this.unit.peek();
    if (range === null || unit === null) return;
    if (this.markedBytes.peek() + range.end - range.start > MAX_MARKED_BYTES) return;
    this.parts.value = [...this.parts.peek(), { unit, ...range }];
  }

  unmark(part: Part): void {
    this.parts.value = this.parts.peek().filter((one) => one !== part);
  }

  toggle(encoding: Encoding): void {
    const next = new Set(this.encodings.peek());
    if (!next.delete(encoding)) next.add(encoding);
    this.encodings.value = next;
  }

  /** Reads the selected bytes as the scanner would, or what came out of them. */
  async decode(further: Decoded | null = null): Promise<void> {
    const range = this.selected.peek();
    const unit = this.unit.peek();
    const before = this.decoded.peek();
    if (unit === null || (range === null && further === null)) return;
    try {
      const bytes = further?.bytes ?? unit.bytes.slice(range!.start, range!.end);
      const { layers } = await this.client.decode(bytes);
      const path = further === null ? [] : [...(before?.path ?? []), further.name];
      if (this.unit.peek() === unit) this.decoded.value = { path, layers };
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }

  /** Lets the scanner look for the value, and holds the answer against what it finds. */
  async answer(kind: Claim["kind"]): Promise<void> {
    const { recording } = this;
    const sought = this.sought.peek();
    const units = this.units.peek();
    if (recording === null || sought === null || units === null) return;
    const parts = kind === "here" ? this.parts.peek() : [];
    const claim: Claim =
      kind === "here" ? { kind, parts, encodings: this.encodings.peek() } : { kind: "absent" };
    const bytes = parts.map(({ unit, start, end }) => unit.bytes.slice(start, end));
    await this.attempt(async () => {
      const comparison = await this.client.compare(recording, sought, [concatAll(bytes)]);
      return () => {
        const outcome = outcomeOf(claim, comparison, units.units, this.hints.peek());
        this.state.value = { kind: "answered", outcome };
        if (this.round !== null) changeGameProgress(this.round.id, outcome.points);
      };
    }, "comparing");
  }

  /** Goes on looking into the same recording. */
  resume(): void {
    this.clear();
    this.state.value = { kind: "ready" };
  }

  /** Forgets the recording and the value. */
  forget(): void {
    this.begun++;
    batch(() => {
      this.recording = null;
      this.units.value = null;
      this.sought.value = null;
      this.clear();
      this.state.value = { kind: "none" };
    });
  }

  private take(recording: RecordingFile, units: Units): void {
    this.recording = recording;
    this.units.value = units;
    this.clear();
    this.state.value = { kind: "ready" };
  }

  private clear(): void {
    this.look(0);
    this.parts.value = [];
    this.encodings.value = new Set();
    this.hints.value = 0;
  }

  private async attempt(
    ask: () => Promise<() => void>,
    kind: "working" | "comparing" = "working",
  ): Promise<void> {
    this.begun++;
    const { begun } = this;
    const before = this.state.peek();
    batch(() => {
      this.state.value = { kind };
      if (kind === "working") this.units.value = null;
    });
    try {
      const take = await ask();
      if (begun === this.begun) batch(take);
    } catch (error) {
      if (begun !== this.begun) return;
      this.state.value =
        error instanceof Superseded
          ? before
          : { kind: "failed", why: error instanceof NoToolchain ? null : (error as Error).message };
    }
  }
}
