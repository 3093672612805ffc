/** Decisions in one call: places of whatever decides about each of its statements. */
import { CARRIES, type Graph, type Node } from "./graph.ts";
import type { Call, Thing } from "./things.ts";

export class Decisions {
  private readonly branches = new Map<number, Node>();
  private readonly joined = new Map<string, Node>();

  constructor(
    private readonly call: Call,
    private readonly deciders: readonly (readonly number[])[],
    private readonly graph: Graph<Thing>,
  ) {}

  /** Place of all that decides whether a statement runs, with what decided on the call itself. */
  about(at: number): Node {
    const deciders = this.deciders[at];
    const key = deciders.join();
    let node = this.joined.get(key);
    if (node === undefined) {
      node = this.graph.node();
      this.joined.set(key, node);
      this.graph.derive(this.call.decided, node, 0, CARRIES.control);
      for (const branch of deciders) this.graph.derive(this.branch(branch), node, 0, CARRIES.control);
    }
    return node;
  }

  /** A branch goes by what `condition` holds. */
  take(at: number, condition: Node, site: number): void {
    this.graph.derive(condition, this.branch(at), site, CARRIES.control);
  }

  private branch(at: number): Node {
    let node = this.branches.get(at);
    if (node === undefined) {
      node = this.graph.node();
      this.branches.set(at, node);
    }
    return node;
  }
}
