/** Arguments of a call, from the place that calls to the slots of the function. */
import type { Node } from "./graph.ts";
import type { Runtime } from "./runtime.ts";
import { type Call, ELEMENTS } from "./things.ts";

/** A call as the place that calls sees it. */
export interface Callee {
  readonly args: readonly Node[];
  /** Arguments that come as a list, of unknown length. */
  readonly list: Node | null;
  readonly numbers: readonly (number | null)[];
  readonly result: Node;
  readonly site: number;
  readonly caller: Call;
  readonly thrown: Node;
  /** Place of whatever decides whether it is called; null where that is not followed. */
  readonly decided: Node | null;
}

/** Puts `this`, the arguments and the rest of them into the slots of the function that is called. */
export function passArguments(runtime: Runtime, call: Call, self: Node | null, callee: Callee): void {
  const { graph, heap } = runtime;
  const { fn, slots } = call;
  let first = 0;
  if (fn.takesThis) {
    first = 1;
    if (self !== null) graph.copy(self, slots[0], callee.site);
    else if (fn.isConstructor) {
      const key = `new ${fn.index} ${callee.site} ${callee.caller?.id ?? ""}`;
      const made = heap.make(key, { kind: "map", site: callee.site });
      graph.add(heap.prototype(made), runtime.prototypeOfFunction(fn.index));
      graph.add(slots[0], made);
    }
  }
  const regular = fn.parameters - first - (fn.hasRest ? 1 : 0);
  for (const [i, arg] of callee.args.entries())
    if (i < regular && first + i < slots.length) graph.copy(arg, slots[first + i], callee.site);
  const rest = fn.hasRest ? slots[fn.parameters - 1] : undefined;
  const list =
    rest === undefined ? undefined : heap.make(`rest ${call.id}`, { kind: "array", site: callee.site });
  if (rest !== undefined && list !== undefined) {
    graph.add(rest, list);
    for (const arg of callee.args.slice(Math.max(0, regular)))
      graph.copy(arg, heap.field(list, ELEMENTS), callee.site);
  }
  if (callee.list === null) return;
  const targets = [
    ...slots.slice(first, first + Math.max(0, regular)),
    ...(list === undefined ? [] : [heap.field(list, ELEMENTS)]),
  ];
  graph.each(callee.list, (thing) =>
    heap.eachField(thing, (field) => {
      for (const target of targets) graph.copy(field, target, callee.site);
    }),
  );
  for (const target of targets) graph.derive(callee.list, target, callee.site);
}
