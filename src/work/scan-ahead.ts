/** Windows of a scan that are scanned side by side. It comes to the same to the byte. */
import type { Hit, Wanted } from "../judge/search/hit.ts";
import type { ScanAhead, ScanWindow } from "../judge/search/window-queue.ts";
import { type OwnScript, ownScript } from "../own-script.ts";
import type { ErrandThread } from "./errand-thread.ts";
import { ErrandThreads } from "./errand-threads.ts";

/** Windows that one thread searches faster than others start. */
const FEW_WINDOWS = 2;

export type ScanThreads = ErrandThreads<readonly Wanted[], ScanWindow, Hit[]>;

/** Threads that scan windows. `count`: so many at most. */
export function scanThreads(
  count: number,
  script: OwnScript = ownScript("scan-worker", import.meta.url),
): ScanThreads {
  return new ErrandThreads(script, null, () => count);
}

/** Begins with windows in these threads, of which nobody else may take answers. */
export function scanAhead(threads: ScanThreads): ScanAhead {
  const windows = new WindowsAhead(threads);
  return (wanted, scan) => (window) => windows.begin(window, wanted, scan);
}

interface Waiting {
  readonly window: ScanWindow;
  readonly wanted: readonly Wanted[];
  readonly scan: (window: ScanWindow) => Hit[];
  /** A thread that was given it. */
  given: {
    readonly thread: ErrandThread<readonly Wanted[], ScanWindow, Hit[]>;
    readonly number: number;
  } | null;
  hits: Hit[] | null;
}

class WindowsAhead {
  /** Those that nobody needed yet, in order. */
  private readonly waiting: Waiting[] = [];
  private begun = 0;

  constructor(private readonly threads: ScanThreads) {}

  begin(window: ScanWindow, wanted: Waiting["wanted"], scan: Waiting["scan"]): () => Hit[] {
    const one: Waiting = { window, wanted, scan, given: null, hits: null };
    this.waiting.push(one);
    this.begun++;
    this.giveAway();
    return () => this.hitsIn(one);
  }

  private hitsIn(one: Waiting): Hit[] {
    this.giveAway();
    while (one.hits === null) {
      const next = [one, ...this.waiting.toReversed()].find((other) => this.isFree(other));
      if (next !== undefined) next.hits = next.scan(next.window);
      else if (!one.given!.thread.wait()) one.hits = one.scan(one.window);
      this.giveAway();
    }
    this.waiting.splice(this.waiting.indexOf(one), 1);
    return one.hits;
  }

  /** True if nobody has begun with it, and no thread will. */
  private isFree({ hits, given }: Waiting): boolean {
    return hits === null && (given === null || given.thread.takeBack(given.number));
  }

  /** Gives threads windows, once it has taken what they have done. */
  private giveAway(): void {
    for (const { number, result } of this.threads.collect()) {
      const one = this.waiting.find(({ given }) => given?.number === number);
      if (one === undefined) continue;
      one.given = null;
      one.hits ??= result;
    }
    if (this.begun <= FEW_WINDOWS) return;
    for (const one of this.waiting) {
      if (one.hits !== null || one.given !== null) continue;
      const thread = this.threads.for(one.wanted).find(({ hasRoom }) => hasRoom);
      if (thread === undefined) return;
      one.given = { thread, number: thread.give(one.window) };
    }
  }
}
