/** A task followed by a test: its events are kept, and one of them may abort it. */
import { expect } from "vitest";
import type { TaskContext, TaskEvent } from "../../src/tasks/progress.ts";

export interface Followed<Item> extends TaskContext<Item> {
  readonly events: readonly TaskEvent<Item>[];
}

/** `abortAt`: the signal is aborted when an event of this kind comes. */
export function followed<Item = never>(
  abortAt: (event: TaskEvent<Item>) => boolean = () => false,
): Followed<Item> {
  const events: TaskEvent<Item>[] = [];
  const stop = new AbortController();
  const on = (event: TaskEvent<Item>) => {
    events.push(event);
    if (abortAt(event)) stop.abort();
  };
  return { on, signal: stop.signal, events };
}

/** Consecutive events of one kind and part once, such as `step connecting`, `transfer runtime`. */
export function outline(events: readonly TaskEvent<unknown>[]): string[] {
  const names = events.map((event) => {
    if (event.kind === "step") return `step ${event.step}`;
    return event.kind === "transfer" ? `transfer ${event.part}` : event.kind;
  });
  return names.filter((name, i) => name !== names[i - 1]);
}

/** Plain data comes back equal from a clone and from JSON, as a queue or a page would send it. */
export function expectPlain(result: unknown): void {
  expect(structuredClone(result)).toStrictEqual(result);
  expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
}
