/** Threads that do errands about one matter after the other, as far as processors are free. */
import type { OwnScript } from "../own-script.ts";
import type { ErrandAnswer } from "./errand.ts";
import { ErrandThread } from "./errand-thread.ts";

export class ErrandThreads<Matter, Request, Result> {
  private readonly threads: ErrandThread<Matter, Request, Result>[] = [];

  /** `tools`: what each thread has from its beginning. `free`: number of threads for which a processor is free just now. */
  constructor(
    private readonly script: OwnScript,
    private readonly tools: unknown,
    private readonly free: () => number,
  ) {}

  /** Threads that may be given errands about a matter just now. They start when they are needed. */
  for(matter: Matter): readonly ErrandThread<Matter, Request, Result>[] {
    const free = this.free();
    while (this.threads.length < free) this.threads.push(new ErrandThread(this.script, this.tools));
    const threads = this.threads.slice(0, free).filter(({ isLost }) => !isLost);
    for (const thread of threads) thread.turnTo(matter);
    return threads;
  }

  /** Answers that have come. */
  collect(): ErrandAnswer<Result>[] {
    return this.threads.flatMap((thread) => thread.collect());
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}
