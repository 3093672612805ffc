/** The thread's side of a pool: does one job after the other. */
import type { MessagePort } from "node:worker_threads";
import { type CarriedError, carried } from "./carried-error.ts";

/** A job on its way to a thread. */
export interface Task<Job> {
  readonly job: Job;
  /** Takes what is told while the job is done. */
  readonly port: MessagePort;
}

export type Answer<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly error: CarriedError };

/** Does the job of a task. `work` is given what to tell others with, as plain data. */
export async function answered<Job, Result, News>(
  { job, port }: Task<Job>,
  work: (job: Job, tell: (news: News) => void) => Promise<Result>,
): Promise<Answer<Result>> {
  try {
    return { kind: "done", result: await work(job, (news) => port.postMessage(news)) };
  } catch (error) {
    return { kind: "failed", error: carried(error) };
  } finally {
    port.close();
  }
}
