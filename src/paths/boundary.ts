/** The program's boundary: where values come in, where they get out, and where nobody knows. */
import { CARRIES, type Graph, type Node } from "./graph.ts";
import type { Members } from "./members.ts";
import type { Outlet } from "./native.ts";
import type { Runtime } from "./runtime.ts";
import type { Holds } from "./tables.ts";
import { ELEMENTS, type Heap, LENGTH, type Thing } from "./things.ts";

/** Place where something gets out. */
export interface Exit {
  readonly outlet: Outlet;
  /** Holds whatever gets out there. */
  readonly node: Node;
  readonly site: number;
  /** Role, or member of one, that it goes to; null for what goes to none. */
  readonly target: Thing | null;
  /** Which of a call's values: its place among the arguments; -1 for `this`. */
  readonly place: number;
}

/** Place where a value from outside comes in. */
export interface Entry {
  readonly what: string;
  readonly node: Node;
  readonly site: number;
  /** Packet that it comes in by. */
  readonly packet?: Thing;
}

/** Something that is not understood: everything could get anywhere from there. */
export interface Gap {
  readonly site: number;
  readonly what: string;
}

/** Encryption of data under a key and a nonce; of a keyed hash, only the key is hidden by it. */
export interface Sealing {
  readonly data: Node | null;
  readonly key: Node;
  readonly nonce: Node | null;
  readonly to: Node;
  readonly site: number;
}

export class Boundary {
  readonly exits: Exit[] = [];
  readonly entries: Entry[] = [];
  readonly gaps: Gap[] = [];
  readonly sealings: Sealing[] = [];
  private readonly graph: Graph<Thing>;
  private readonly heap: Heap;

  constructor(
    private readonly runtime: Runtime,
    private readonly members: Members,
  ) {
    this.graph = runtime.graph;
    this.heap = runtime.heap;
  }

  /** A value from outside comes in at `to`. */
  source(what: string, to: Node, site: number, packet?: Thing): void {
    const node = this.graph.node();
    this.graph.derive(node, to, site);
    this.entries.push({ what, node, site, ...(packet !== undefined && { packet }) });
  }

  /** All that is in `from` gets out. */
  exit(outlet: Outlet, from: Node, site: number, target: Thing | null, place: number): void {
    this.exits.push({ outlet, node: this.whole(from, site), site, target, place });
  }

  /** Data get to `to` sealed; what that means is seen once everything is known. */
  seal(sealing: Sealing): void {
    const { data, key, nonce, to, site } = sealing;
    this.sealings.push({
      data: data === null ? null : this.whole(data, site),
      key: this.whole(key, site),
      nonce: nonce === null ? null : this.whole(nonce, site),
      to,
      site,
    });
    if (nonce !== null) this.members.deep(nonce, to, site);
  }

  /** Place of its own for all that is in another. */
  private whole(from: Node, site: number): Node {
    const node = this.graph.node();
    this.members.deep(from, node, site);
    return node;
  }

  /** Values of a packet, or of a register: one for each of its fields. */
  received(packet: Thing, to: Node, site: number): void {
    const { graph, heap, runtime } = this;
    // Content that the program itself has put into a packet.
    if (packet.kind === "packet") this.members.deep(heap.self(packet), to, site);
    const { packet: table } = packet;
    const fill = (node: Node, field: string, holds: Holds) => {
      const what = `${table?.name ?? "?"}${field}`;
      if (holds === "text") graph.add(node, runtime.text());
      if (holds === "number") graph.add(node, runtime.number);
      if (holds !== "bytes") this.source(what, node, site, packet);
      else {
        const buffer = heap.make(`field ${packet.id} ${field}`, { kind: "buffer", site });
        graph.add(node, buffer);
        this.source(what, heap.field(buffer, ELEMENTS), site, packet);
        graph.derive(heap.field(buffer, ELEMENTS), heap.field(buffer, LENGTH), site, CARRIES.part);
      }
    };
    if (table === undefined) for (const holds of ["text", "number", "bytes"] as const) fill(to, "", holds);
    else if (table.fields.length === 0) fill(to, "", table.holds);
    else {
      const list = heap.make(`fields ${packet.id}`, { kind: "array", site });
      graph.add(to, list);
      for (const [i, { name, holds }] of table.fields.entries())
        fill(heap.field(list, String(i)), `.${name}`, holds);
    }
  }
}
