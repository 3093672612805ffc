/** Progress of the check of several firmwares: which are being checked, and what each is at. */
import type { CheckProgress } from "../judge/verdict/check.ts";
import { blockingStep, type StepEvent, step } from "./progress.ts";

/** Firmwares that are named: a terminal's line has room for as many. */
const MAX_NAMED = 2;

export class CheckingProgress {
  private readonly underWay = new Map<number, CheckProgress | null>();
  private readonly done = new Set<number>();

  /** `isBlocking`: checks compute in this thread, without a pause. */
  constructor(
    private readonly names: readonly string[],
    private readonly isBlocking: boolean,
    private readonly on: (event: StepEvent) => void,
  ) {}

  begin(index: number): void {
    this.underWay.set(index, null);
    this.tell();
  }

  at(index: number, progress: CheckProgress): void {
    if (this.done.has(index)) return;
    this.underWay.set(index, progress);
    if (!this.isBlocking) this.tell();
  }

  end(index: number): void {
    this.done.add(index);
    this.underWay.delete(index);
    if (!this.isBlocking && this.underWay.size > 0) this.tell();
  }

  private tell(): void {
    const { names, isBlocking } = this;
    if (isBlocking) {
      const [index] = [...this.underWay.keys()].slice(-1);
      this.on(blockingStep(`checking ${names[index]} (${index + 1} of ${names.length})`));
      return;
    }
    // Those that wait for a thread come after those that have one.
    const busy = [...this.underWay].filter(([, progress]) => progress !== null);
    const shown = (busy.length > 0 ? busy : [...this.underWay]).slice(0, MAX_NAMED);
    const parts = shown.map(([index, progress]) => `${names[index]} (${stageText(progress)})`);
    const count = names.length === 1 ? "" : `${this.done.size} of ${names.length} checked, `;
    this.on(step(`${count}checking ${parts.join(", ")}`));
  }
}

function stageText(progress: CheckProgress | null): string {
  if (progress === null) return "building";
  const { stage, runs, tries, leaking } = progress;
  const found = (leaking ?? []).length > 0 ? `leaks ${leaking!.join(", ")}, ` : "";
  if (stage === "explaining") return `${found}run ${runs}, for the shortest way to show it again`;
  if (tries === null) return `${found}run ${runs}`;
  return `${found}run ${runs}, search for a trigger at ${tries.spent} of ${tries.budget}`;
}
