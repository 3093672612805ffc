/**
 * Graph of values: nodes are places that hold values (slots, fields, results), edges say which place's values get where.
 * Things (objects, functions, texts) move along edges of copies; what is only computed from a value moves no thing, but
 * tells something of it all the same. Solved with a list of work, to a fixed point.
 */
import { NotAnalysed } from "./not-analysed.ts";

/** Number of a place that holds values. */
export type Node = number;

/** Share of a value that an edge carries, from the whole to the least. */
export const CARRIES = {
  /** The value, or something computed from it. */
  data: 0,
  /** Its length, or the outcome of a comparison. */
  part: 1,
  /** Only that the program went one way and not another. */
  control: 2,
} as const;

/** Edge as seen from where it begins. */
export interface Flow {
  readonly to: Node;
  readonly carries: number;
  /** Address behind the statement that makes it; 0 where none does. */
  readonly site: number;
}

/** A number of its own for each thing. */
interface Numbered {
  readonly id: number;
}

/** Largest graph, nodes and edges; the largest program at hand has a tenth of it. */
const MAX_NODES = 1_000_000;
const MAX_EDGES = 4_000_000;
/** Most steps to the fixed point. */
const MAX_STEPS = 40_000_000;
/** Kinds of edges: copies, and the others by what they carry. */
const KINDS = 5;

export class Graph<Thing extends Numbered> {
  // Most nodes have little: each list comes with the first that is in it.
  private readonly held: (Map<number, Thing> | undefined)[] = [];
  /** Of what is held, what listeners were told of. */
  private readonly told: (Thing[] | undefined)[] = [];
  private readonly copies: (Node[] | undefined)[] = [];
  private readonly listeners: (((thing: Thing) => void)[] | undefined)[] = [];
  private readonly flows: (Flow[] | undefined)[] = [];
  /** Edges from each node: where to and of which kind, as one number. */
  private readonly known: (Set<number> | undefined)[] = [];
  private edgeCount = 0;
  private readonly work: [Node, Thing][] = [];
  private readonly tasks: (() => void)[] = [];
  private steps = 0;

  get nodes(): number {
    return this.held.length;
  }

  get edges(): number {
    return this.edgeCount;
  }

  node(): Node {
    const node = this.held.length;
    if (node >= MAX_NODES) throw new NotAnalysed("the program is too large");
    this.held.push(undefined);
    this.told.push(undefined);
    this.copies.push(undefined);
    this.listeners.push(undefined);
    this.flows.push(undefined);
    this.known.push(undefined);
    return node;
  }

  things(node: Node): Iterable<Thing> {
    return this.held[node]?.values() ?? [];
  }

  flowsFrom(node: Node): readonly Flow[] {
    return this.flows[node] ?? [];
  }

  add(node: Node, thing: Thing): void {
    let held = this.held[node];
    if (held === undefined) this.held[node] = held = new Map();
    if (held.has(thing.id)) return;
    held.set(thing.id, thing);
    this.work.push([node, thing]);
  }

  /** Everything that `from` holds gets to `to`. */
  copy(from: Node, to: Node, site: number): void {
    if (from === to || !this.isNew(from, to, 0)) return;
    append(this.flows, from, { to, carries: CARRIES.data, site });
    append(this.copies, from, to);
    for (const thing of this.things(from)) this.add(to, thing);
  }

  /** Something computed from what `from` holds gets to `to`. */
  derive(from: Node, to: Node, site: number, carries: number = CARRIES.data): void {
    if (from === to || !this.isNew(from, to, 1 + carries)) return;
    append(this.flows, from, { to, carries, site });
  }

  /** Calls `act` once for each thing that the node holds, now and later. */
  each(node: Node, act: (thing: Thing) => void): void {
    append(this.listeners, node, act);
    const told = this.told[node];
    for (let i = 0, count = told?.length ?? 0; i < count; i++) act(told![i]);
  }

  /** Does something once everything else has settled for now. */
  later(task: () => void): void {
    this.tasks.push(task);
  }

  /** Carries things along until nothing changes any more. */
  solve(): void {
    this.settle();
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) {
      task();
      this.settle();
    }
  }

  private settle(): void {
    for (let next = this.work.pop(); next !== undefined; next = this.work.pop()) {
      if (++this.steps > MAX_STEPS) throw new NotAnalysed("the program takes too many steps");
      const [node, thing] = next;
      append(this.told, node, thing);
      for (const to of this.copies[node] ?? []) this.add(to, thing);
      // Those who come to listen meanwhile are told by each() itself.
      const listeners = this.listeners[node];
      for (let i = 0, count = listeners?.length ?? 0; i < count; i++) listeners![i](thing);
    }
  }

  private isNew(from: Node, to: Node, kind: number): boolean {
    let known = this.known[from];
    if (known === undefined) this.known[from] = known = new Set();
    const key = to * KINDS + kind;
    if (known.has(key)) return false;
    if (++this.edgeCount > MAX_EDGES) throw new NotAnalysed("the program is too large");
    known.add(key);
    return true;
  }
}

function append<T>(lists: (T[] | undefined)[], at: number, item: T): void {
  const list = lists[at];
  if (list === undefined) lists[at] = [item];
  else list.push(item);
}
