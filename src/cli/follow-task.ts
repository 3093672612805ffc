/** Follows a task: shows its progress and warnings on standard error, and cancels it at Ctrl-C. */
import { transferText } from "../report/transfer.ts";
import type { TaskContext, TaskEvent } from "../tasks/progress.ts";
import { warn } from "./failure.ts";
import { progress } from "./progress.ts";

/** `show` prints items of the result as they come. The second Ctrl-C ends the process without waiting for the task. */
export async function followTask<Result, Item = never>(
  task: (context: TaskContext<Item>) => Result | Promise<Result>,
  show: (item: Item) => void = () => {},
): Promise<Result> {
  progress.show("starting");
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  let stepStartMillis = Date.now();
  const on = (event: TaskEvent<Item>) => {
    switch (event.kind) {
      case "step":
        process.off("SIGINT", interrupt);
        // A blocking step never returns to the event loop: only the signal's default action ends it.
        if (!event.isBlocking && !stop.signal.aborted) process.once("SIGINT", interrupt);
        stepStartMillis = Date.now();
        progress.show(event.step);
        break;
      case "transfer":
        progress.show(`${event.part}: ${transferText({ ...event, millis: Date.now() - stepStartMillis })}`);
        break;
      case "warning":
        progress.aside(() => warn(event.message));
        break;
      case "item":
        progress.aside(() => show(event.item));
    }
  };
  try {
    return await task({ on, signal: stop.signal });
  } finally {
    process.off("SIGINT", interrupt);
    progress.clear();
  }
}
