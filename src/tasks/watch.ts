/** Task `watch`: checks firmware, and again whatever a changed file concerns. */
import type { EventEmitter } from "node:events";
import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { projectAbove } from "../compile/project.ts";
import { EXIT_INTERRUPTED } from "../exit-codes.ts";
import type { FirmwareReport, UnbuiltReport } from "../report/document.ts";
import { isProgram } from "../subjects/definitions/definition.ts";
import { programSources } from "../subjects/definitions/program-sources.ts";
import { UserError } from "../user-error.ts";
import { type FileChange, FileChanges } from "../work/file-changes.ts";
import { type CheckItem, type CheckRequest, type CheckResult, checkPlanned } from "./check.ts";
import { CheckMemory } from "./check-memory.ts";
import { type CheckPlan, planCheck } from "./check-plan.ts";
import { CheckerInThreads } from "./checker.ts";
import type { TaskContext } from "./progress.ts";
import { Trust } from "./trust.ts";

export interface WatchRequest {
  readonly targets: CheckRequest["targets"];
  /** Request of each check; it is asked for again when one of `files` has changed. The checkout is trusted. */
  readonly check: () => Promise<Omit<CheckRequest, "untrusted" | "threads">>;
  readonly threads: NonNullable<CheckRequest["threads"]>;
  /** Further files that verdicts depend on. */
  readonly files: readonly string[];
}

/** Wishes of the person who watches. */
export type WatchCommands = EventEmitter<{ again: []; quit: [] }>;

export type WatchEvent =
  /** A round of checks begins. `changed`: paths that made it necessary; null for the first, and when it was asked for. */
  | { readonly kind: "round"; readonly changed: readonly string[] | null }
  /** Provisional, while the check goes on. `leaking`: secrets that have leaked in so many runs. */
  | {
      readonly kind: "so far";
      readonly name: string;
      readonly leaking: readonly string[];
      readonly runs: number;
    }
  /** `before`: what it came to last; null when it was not checked before. */
  | {
      readonly kind: "checked";
      readonly report: FirmwareReport | UnbuiltReport;
      readonly before: FirmwareReport | UnbuiltReport | null;
      readonly total: number;
    }
  /** The round came to no end, by a mistake that can be put right. */
  | { readonly kind: "failed"; readonly error: UserError }
  /** Nothing is being done; `result` is null after a round that failed. */
  | { readonly kind: "waiting"; readonly result: CheckResult | null };

/**
 * Goes on until it is told to quit; exit code of the last round that came to an end. A change ends the round that is under
 * way and begins another. Throws a UserError for what cannot be checked at all.
 */
export async function watch(
  request: WatchRequest,
  commands: WatchCommands,
  context: TaskContext<WatchEvent>,
): Promise<number> {
  const changes = await FileChanges.below(foldersOf(request.targets));
  const watcher = new Watcher(request, changes, context);
  commands.on("again", () => watcher.again());
  commands.on("quit", () => watcher.quit());
  try {
    return await watcher.run();
  } finally {
    await watcher.close();
    await changes.close();
  }
}

class Watcher {
  private readonly checker: CheckerInThreads;
  private readonly memory: CheckMemory;
  private readonly last = new Map<string, FirmwareReport | UnbuiltReport>();
  private asked: CheckRequest | null = null;
  private trust: Trust | null = null;
  private plan: CheckPlan | null = null;
  /** Files of policies and config, with what they import; null where that cannot be told. */
  private definitions: ReadonlySet<string> | null = null;
  private written: ReadonlySet<string> = new Set();
  /** Changes that no round has looked at. */
  private waiting: FileChange[] = [];
  private isAsked = false;
  private hasQuit = false;
  private round = new AbortController();
  private wake: () => void = () => {};

  constructor(
    private readonly request: WatchRequest,
    private readonly changes: FileChanges,
    private readonly context: TaskContext<WatchEvent>,
  ) {
    const { jobs, keep } = request.threads;
    this.checker = new CheckerInThreads(jobs, process.cwd(), keep);
    this.memory = new CheckMemory(this.checker);
    changes.onSettled = () => {
      if (changes.failure !== null || this.isConcerned()) this.interrupt();
    };
  }

  again(): void {
    this.isAsked = true;
    this.interrupt();
  }

  quit(): void {
    this.hasQuit = true;
    this.interrupt();
    void this.memory.close();
  }

  async run(): Promise<number> {
    let exitCode: number = EXIT_INTERRUPTED;
    await this.replan();
    for (let changed: readonly FileChange[] | null = null; ; changed = this.next()) {
      this.round = new AbortController();
      this.tell({ kind: "round", changed: changed?.map(({ path }) => path) ?? null });
      const result = await this.check(changed);
      exitCode = result?.exitCode ?? exitCode;
      if (!this.round.signal.aborted) {
        this.tell({ kind: "waiting", result });
        await this.woken();
      }
      if (this.hasQuit) return exitCode;
      if (this.changes.failure !== null) throw this.changes.failure;
    }
  }

  async close(): Promise<void> {
    this.trust?.close();
    await this.memory.close();
  }

  /** Changes that the next round looks at; null for everything. */
  private next(): readonly FileChange[] | null {
    const changed = this.isAsked ? null : this.waiting;
    this.checker.keeps = this.request.threads.keep && !this.isAsked;
    this.isAsked = false;
    this.waiting = [];
    return changed;
  }

  /** One round; null where it did not come to an end. */
  private async check(changed: readonly FileChange[] | null): Promise<CheckResult | null> {
    const { signal } = this.round;
    try {
      if (changed === null) this.memory.clear();
      else this.memory.forget(changed);
      if (this.plan === null || (changed !== null && this.isPlanTouchedBy(changed))) await this.replan();
      const result = await this.judge(this.plan!, signal);
      this.written = new Set(result.written.map((path) => resolve(path)));
      return result;
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof UserError)) throw error;
      this.tell({ kind: "failed", error });
      return null;
    }
  }

  private async judge(plan: CheckPlan, signal: AbortSignal): Promise<CheckResult> {
    const toldBefore = new Map<number, string>();
    const context: TaskContext<CheckItem> = {
      signal,
      on: (event) => {
        if (event.kind !== "item") return this.context.on(event);
        const { report, index, total, isKept } = event.item;
        const { main } = plan.appliances[index];
        const before = this.last.get(main) ?? null;
        this.last.set(main, report);
        if (!isKept || !isDeepStrictEqual(before, report))
          this.tell({ kind: "checked", report, before, total });
      },
    };
    return await checkPlanned(plan, this.trust!, this.memory, this.asked!, context, (index, progress) => {
      const { leaking, runs } = progress;
      const { name } = plan.appliances[index];
      if (leaking === null || toldBefore.get(index) === leaking.join()) return;
      toldBefore.set(index, leaking.join());
      this.tell({ kind: "so far", name, leaking, runs });
    });
  }

  /** Finds firmware and loads policies anew. */
  private async replan(): Promise<void> {
    this.trust?.close();
    this.plan = null;
    this.definitions = null;
    this.memory.clear();
    this.checker.policiesChanged();
    this.asked = { ...(await this.request.check()), untrusted: null, threads: this.request.threads };
    this.trust = Trust.ofCheckout();
    this.plan = await planCheck(this.asked, this.trust);
    this.definitions = filesOf(this.plan, this.request.files);
  }

  /** Takes new changes, and says whether any of them matters. */
  private isConcerned(): boolean {
    const concerned = this.changes
      .take()
      .filter((change) => !this.written.has(change.path))
      .filter((change) => this.isPlanTouchedBy([change]) || this.memory.isTouchedBy([change]));
    this.waiting.push(...concerned);
    return concerned.length > 0;
  }

  private isPlanTouchedBy(changes: readonly FileChange[]): boolean {
    const { definitions } = this;
    return changes.some(({ path, kind }) => {
      if (kind !== "changed" && MAY_BE_FOUND.includes(extname(path))) return true;
      return definitions === null || definitions.has(path);
    });
  }

  private interrupt(): void {
    this.round.abort();
    this.wake();
  }

  private woken(): Promise<void> {
    if (this.isAsked || this.waiting.length > 0) return Promise.resolve();
    return new Promise((wake) => {
      this.wake = wake;
    });
  }

  private tell(item: WatchEvent): void {
    this.context.on({ kind: "item", item });
  }
}

/** Endings of firmware, policies and configs, which count as soon as they are there. */
const MAY_BE_FOUND = [".ts", ".json", ".yaml", ".yml"];

/** Files that say what is checked and how; null where the programs among them may depend on more. */
function filesOf({ appliances, policies }: CheckPlan, more: readonly string[]): ReadonlySet<string> | null {
  const named = [
    ...appliances.map(({ policy }) => policy),
    ...policies.map(({ config }) => config?.file.path),
  ];
  const files = new Set(more.map((path) => resolve(path)));
  for (const path of new Set(named)) {
    if (path == null) continue;
    files.add(resolve(path));
    const sources = isProgram({ path }) ? programSources(path) : [];
    if (sources === null) return null;
    for (const [source] of sources) files.add(source);
  }
  return files;
}

/** Projects of the targets, and of the working folder for names. */
function foldersOf(targets: readonly string[]): string[] {
  const folders = (targets.length === 0 ? ["."] : targets).map((target) => {
    const folder = !existsSync(target) ? "." : statSync(target).isDirectory() ? target : dirname(target);
    return resolve(projectAbove(folder) ?? folder);
  });
  return [...new Set(folders)];
}
