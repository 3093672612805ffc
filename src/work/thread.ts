/** The thread's side of a pool: does one job after the other. */
import type { MessagePort } from "node:worker_threads";
import { Interrupted } from "../user-error.ts";
import { type CarriedError, carried } from "./carried-error.ts";

/** A job on its way to a thread. */
export interface Task<Job> {
  readonly job: Job;
  /** Takes what is told while the job is done. */
  readonly port: MessagePort;
  /** One shared number: not 0 once nobody wants the result any more. */
  readonly stop: Int32Array;
}

export type Answer<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly error: CarriedError };

/** Does the job of a task. `work` is given what to tell others with, as plain data; it throws where nobody listens any more. */
export async function answered<Job, Result, News>(
  { job, port, stop }: Task<Job>,
  work: (job: Job, tell: (news: News) => void) => Promise<Result>,
): Promise<Answer<Result>> {
  const tell = (news: News) => {
    if (Atomics.load(stop, 0) !== 0) throw new Interrupted("nobody waits for this job.");
    port.postMessage(news);
  };
  try {
    return { kind: "done", result: await work(job, tell) };
  } catch (error) {
    return { kind: "failed", error: carried(error) };
  } finally {
    port.close();
  }
}
