/** Workshop: the files that a learner edits, and what became of the last check of them. */
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Policy } from "../../judge/policy/policy.ts";
import type { Goal } from "../../lesson/goal.ts";
import { type Client, NoToolchain, Superseded } from "./client.ts";
import type { Answer, Files } from "./protocol.ts";

export type Checked = Extract<Answer, { kind: "checked" }>;

export type CheckState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly stage: "building" | "judging"; readonly runs: number }
  | { readonly kind: "done"; readonly answer: Checked; readonly files: Files }
  /** `why` is a line for the person; null where the toolchain is not there. */
  | { readonly kind: "failed"; readonly why: string | null };

/** A place that the editor is asked to show. */
export interface Shown {
  readonly file: string;
  readonly line: number;
}

interface Start {
  readonly files: Files;
  readonly main: string;
  /** Of the appliance, in reports. */
  readonly name: string;
  /** The files are a project of their own; else they take the place of some of tightlip's. */
  readonly isOwn: boolean;
  /** Files that a build needs and the learner does not see. */
  readonly beside: () => Files;
  /** A path in tightlip's package, or made of the files, which throws what a person can read. */
  readonly policy: string | ((files: Files) => Policy);
  readonly goal: Goal | null;
}

export class Workshop {
  readonly files: Signal<Files>;
  readonly main: Signal<string>;
  /** File in the editor. */
  readonly open: Signal<string>;
  readonly state = signal<CheckState>({ kind: "none" });
  /** Last place that was asked for; a new object each time. */
  readonly shown = signal<Shown | null>(null);
  /** Edits since the last check: the files are no longer those that were judged. */
  readonly isStale = computed(
    () => this.state.value.kind === "done" && this.state.value.files !== this.files.value,
  );
  private readonly asked: Omit<Start, "files" | "main">;
  private checks = 0;

  constructor(
    readonly client: Client,
    { files, main, ...asked }: Start,
  ) {
    this.files = signal(files);
    this.main = signal(main);
    this.open = signal(main);
    this.asked = asked;
  }

  /** Changes the text of a file, or adds it. */
  write(file: string, text: string): void {
    if (this.files.peek()[file] === text) return;
    this.files.value = { ...this.files.peek(), [file]: text };
  }

  /** Opens a file at a line, if it is one of these. */
  show(file: string, line: number): void {
    if (!Object.hasOwn(this.files.peek(), file)) return;
    this.open.value = file;
    this.shown.value = { file, line };
  }

  /** Replaces all files by others. */
  replace(files: Files, main: string): void {
    this.checks++;
    this.files.value = files;
    this.main.value = main;
    this.open.value = main;
    this.state.value = { kind: "none" };
  }

  rename(from: string, to: string): void {
    const files = Object.entries(this.files.peek());
    this.files.value = Object.fromEntries(files.map(([name, text]) => [name === from ? to : name, text]));
    if (this.main.peek() === from) this.main.value = to;
    if (this.open.peek() === from) this.open.value = to;
  }

  /** The entry stays. */
  remove(file: string): void {
    if (file === this.main.peek()) return;
    const { [file]: _, ...rest } = this.files.peek();
    this.files.value = rest;
    if (this.open.peek() === file) this.open.value = this.main.peek();
  }

  has(file: string): boolean {
    return Object.hasOwn(this.files.value, file);
  }

  async check(): Promise<void> {
    const files = this.files.peek();
    this.checks++;
    const check = this.checks;
    this.state.value = { kind: "running", stage: "building", runs: 0 };
    try {
      const { policy, beside, ...asked } = this.asked;
      const request = {
        ...asked,
        files: { ...beside(), ...files },
        main: this.main.peek(),
        policy: typeof policy === "function" ? policy(files) : policy,
      };
      const answer = await this.client.check(request, {
        onRuns: (runs) => {
          this.state.value = { kind: "running", stage: "judging", runs };
        },
        onJudged: (judged) => {
          if (check === this.checks) this.state.value = { kind: "done", answer: judged, files };
        },
      });
      if (check === this.checks) this.state.value = { kind: "done", answer, files };
    } catch (error) {
      if (check !== this.checks) return;
      this.state.value =
        error instanceof Superseded
          ? { kind: "none" }
          : { kind: "failed", why: error instanceof NoToolchain ? null : (error as Error).message };
    }
  }

  /** Ends a check that runs. */
  stop(): void {
    this.client.stop();
    this.state.value = { kind: "none" };
  }

  /** Tells of each change of the files, until the returned function is called. */
  onChange(tell: (files: Files) => void): () => void {
    return effect(() => tell(this.files.value));
  }
}
