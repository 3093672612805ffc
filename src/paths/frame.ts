/** Places of one call of a function: its locals, results of its statements, and what is caught in it. */
import type { ControlFlow } from "./control-flow.ts";
import type { Graph, Node } from "./graph.ts";
import type { Guard } from "./guards.ts";
import { AT_ENTRY, assignmentsReaching } from "./locals.ts";
import type { Call, Kind, Thing } from "./things.ts";

/** More slots than a function has. */
const SLOTS = 65_536;

export class Frame {
  private readonly results = new Map<number, Node>();
  private readonly joined = new Map<number, Node>();
  private readonly assignments = new Map<number, Node>();
  private readonly locals = new Map<string, Node>();

  constructor(
    readonly call: Call,
    private readonly flow: ControlFlow,
    private readonly graph: Graph<Thing>,
    /** Slots that closures read or write. */
    private readonly captured: ReadonlySet<number>,
    private readonly guards: ReadonlyMap<number, Guard>,
  ) {}

  /** Place for what a statement assigns to a slot. */
  assigned(slot: number, at: number): Node {
    if (this.captured.has(slot)) return this.call.slots[slot];
    let node = this.assignments.get(at);
    if (node === undefined) {
      node = this.graph.node();
      this.assignments.set(at, node);
    }
    return node;
  }

  /** Place for what a statement finds in a slot. */
  local(slot: number, at: number): Node {
    if (this.captured.has(slot)) return this.call.slots[slot];
    const node = this.found(slot, at);
    const guard = this.guards.get(at);
    return guard?.slot === slot ? this.without(guard.excluded, node) : node;
  }

  /** Place for what another holds but for things of one kind; nothing is told of it where it holds no others. */
  private without(kind: Kind, from: Node): Node {
    const key = `${from} but ${kind}`;
    let node = this.locals.get(key);
    if (node === undefined) {
      const to = this.graph.node();
      node = to;
      this.locals.set(key, to);
      this.graph.each(from, (thing) => {
        if (thing.kind === kind) return;
        this.graph.add(to, thing);
        this.graph.derive(from, to, 0);
      });
    }
    return node;
  }

  private found(slot: number, at: number): Node {
    const { call, graph } = this;
    const from = this.reaching(slot, at);
    const placeOf = (assignment: number) =>
      assignment === AT_ENTRY ? call.slots[slot] : this.assigned(slot, assignment);
    if (from.length === 1) return placeOf(from[0]);
    const key = `${slot} ${from.join()}`;
    let node = this.locals.get(key);
    if (node === undefined) {
      node = graph.node();
      this.locals.set(key, node);
      for (const assignment of from) graph.copy(placeOf(assignment), node, 0);
    }
    return node;
  }

  private reaching(slot: number, at: number): readonly number[] {
    const key = at * SLOTS + slot;
    let from = this.flow.reaching.get(key);
    if (from === undefined) {
      from = assignmentsReaching(this.call.fn, this.flow, slot, at);
      this.flow.reaching.set(key, from);
    }
    return from;
  }

  result(at: number): Node {
    let node = this.results.get(at);
    if (node === undefined) {
      node = this.graph.node();
      this.results.set(at, node);
    }
    return node;
  }

  /** Place that what the statement throws gets to: the `catch` around it, else the caller. */
  thrownAt(at: number): Node {
    const handler = this.flow.handler[at] ?? null;
    return handler === null ? this.call.thrown : this.result(handler);
  }

  returned(at: number): Node {
    const setters = [...this.flow.returned[at]];
    if (setters.length === 1) return this.result(setters[0]);
    let node = this.joined.get(at);
    if (node === undefined) {
      node = this.graph.node();
      this.joined.set(at, node);
      const { statements } = this.call.fn;
      for (const setter of setters) this.graph.copy(this.result(setter), node, statements[setter].end);
    }
    return node;
  }
}
