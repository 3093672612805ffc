/** A pool of threads that do jobs side by side, so that the thread which waits for them stays free. */
import { MessageChannel } from "node:worker_threads";
import { Tinypool } from "tinypool";
import type { OwnScript } from "../own-script.ts";
import { uncarried } from "./carried-error.ts";
import type { Answer, Task } from "./thread.ts";

/** Heap of one thread, MB: more than any check needs whose work is bounded. */
const MAX_HEAP_MB = 2_048;
/** Memory in use, bytes, above which a thread is replaced by a fresh one when its job is done. */
const MAX_KEPT_BYTES = 512 * 2 ** 20;
/** Longest time that a timer of Node's can be set to. */
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1;

/** `News`: what a job tells while it is done, as plain data. */
export class Pool<Job, Result, News> {
  private readonly threads: Tinypool;

  /** The script's default export answers a {@link Task}. Threads start when there is something to do. */
  constructor({ url, execArgv }: OwnScript, jobs: number) {
    this.threads = new Tinypool({
      filename: url.href,
      minThreads: 0,
      maxThreads: jobs,
      execArgv: [...execArgv],
      idleTimeout: MAX_TIMEOUT_MILLIS,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      maxMemoryLimitBeforeRecycle: MAX_KEPT_BYTES,
    });
  }

  /** Throws what the job throws. Aborted, the job ends at the next thing that it would tell, and its thread can do another. */
  async run(job: Job, on: (news: News) => void, signal?: AbortSignal): Promise<Result> {
    const { port1, port2 } = new MessageChannel();
    port1.on("message", on);
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const end = () => void Atomics.store(stop, 0, 1);
    if (signal?.aborted) end();
    signal?.addEventListener("abort", end);
    const task: Task<Job> = { job, port: port2, stop };
    try {
      const answer: Answer<Result> = await this.threads.run(task, { transferList: [port2] });
      if (answer.kind === "failed") throw uncarried(answer.error);
      return answer.result;
    } finally {
      signal?.removeEventListener("abort", end);
      port1.close();
    }
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    await this.threads.destroy();
  }
}
