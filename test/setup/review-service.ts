/** A stand-in for GitHub or GitLab, as tests use it. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface ServedComment {
  readonly id: number;
  readonly body: string;
  /** On GitHub. */
  readonly user?: { readonly login: string };
  /** On GitLab. */
  readonly author?: { readonly id: number };
}

export class ReviewService {
  private constructor(
    private readonly worker: Worker,
    /** `http://127.0.0.1:PORT` */
    readonly url: string,
  ) {}

  static async start(comments: readonly ServedComment[] = [], longestBody = 65_536): Promise<ReviewService> {
    const worker = new Worker(new URL("./review-service.mjs", import.meta.url), {
      workerData: { comments, longestBody },
    });
    worker.unref();
    const [port] = await once(worker, "message");
    return new ReviewService(worker, `http://127.0.0.1:${port}`);
  }

  /** Comments that are there, and requests that changed something. */
  async state(): Promise<{
    readonly comments: readonly ServedComment[];
    readonly requests: readonly string[];
  }> {
    this.worker.postMessage("state");
    const [state] = await once(this.worker, "message");
    return state;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
