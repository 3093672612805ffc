/** Progress of a task: the events that it reports, and the context that it runs in. */

/** `Item`: a part of the result that is complete before the rest, such as one file of several. */
export type TaskEvent<Item = never> =
  | StepEvent
  | TransferEvent
  | { readonly kind: "warning"; readonly message: string }
  | { readonly kind: "item"; readonly item: Item };

/** The task begins with something. */
export interface StepEvent {
  readonly kind: "step";
  /** For people, such as `reading fstor`. */
  readonly step: string;
  /** It computes without a pause, so no signal arrives until the next event. */
  readonly isBlocking: boolean;
}

export interface TransferEvent {
  readonly kind: "transfer";
  /** For people, such as `runtime`. */
  readonly part: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface TaskContext<Item = never> {
  readonly on: (event: TaskEvent<Item>) => void;
  /** Aborted to cancel the task, which then throws Interrupted. */
  readonly signal: AbortSignal;
}

export function step(name: string): StepEvent {
  return { kind: "step", step: name, isBlocking: false };
}

export function blockingStep(name: string): StepEvent {
  return { kind: "step", step: name, isBlocking: true };
}

/** A warning as an event, for functions that take a callback for warnings. */
export function warningTo({ on }: Pick<TaskContext, "on">): (message: string) => void {
  return (message) => on({ kind: "warning", message });
}
