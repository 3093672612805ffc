/** Changes of files below some folders, in batches: an editor that saves touches a file more than once. */
import { basename, resolve } from "node:path";
import { type ChokidarOptions, type FSWatcher, watch } from "chokidar";
import { EXIT_USAGE, UserError } from "../user-error.ts";

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly kind: "added" | "changed" | "removed";
}

/** Time without a change after which a batch is complete. */
const SETTLED_MILLIS = 30;

const KINDS = { add: "added", change: "changed", unlink: "removed" } as const;

export class FileChanges {
  /** Set when the folders cannot be watched any more. */
  failure: UserError | null = null;
  /** Called when a batch is complete, and at a failure. */
  onSettled: () => void = () => {};
  private readonly batch = new Map<string, FileChange>();
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly watcher: FSWatcher) {
    watcher.on("all", (event, path) => {
      if (event in KINDS) this.add({ path: resolve(path), kind: KINDS[event as keyof typeof KINDS] });
    });
    watcher.on("error", (error) => this.fail(error));
  }

  /** Settles when every change from then on is seen. */
  static async below(folders: readonly string[]): Promise<FileChanges> {
    const watcher = watch([...folders], { ignoreInitial: true, followSymlinks: false, ignored });
    const changes = new FileChanges(watcher);
    await new Promise<void>((ready) => {
      watcher.once("ready", ready);
      watcher.once("error", () => ready());
    });
    return changes;
  }

  /** Changes since they were taken last. */
  take(): readonly FileChange[] {
    const taken = [...this.batch.values()];
    this.batch.clear();
    return taken;
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.onSettled = () => {};
    await this.watcher.close();
  }

  private add(change: FileChange): void {
    const before = this.batch.get(change.path);
    // A file that came and changed meanwhile is still new.
    const isNew = before?.kind === "added" && change.kind === "changed";
    this.batch.set(change.path, isNew ? before : change);
    this.settle();
  }

  private fail(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? "no reason given";
    const hint = code === "ENOSPC" ? " The system's limit of watched files is reached." : "";
    this.failure = new UserError(`--watch: the folders cannot be watched (${code}).${hint}`, EXIT_USAGE);
    this.settle();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onSettled(), SETTLED_MILLIS);
  }
}

/** Folders with what others wrote, or what tools keep for themselves. */
const ignored: Exclude<ChokidarOptions["ignored"], undefined> = (path, stats) => {
  const name = basename(path);
  return name === "node_modules" || (name.startsWith(".") && stats?.isDirectory() === true);
};
