/**
 * Things that values can be, by where they are made: objects, functions with what is bound to them, texts, roles and
 * packets. What is made in one place by one call is one thing.
 */
import type { Graph, Node } from "./graph.ts";
import type { ProgramFunction } from "./program.ts";
import type { PacketTable } from "./tables.ts";

export type Kind =
  | "map"
  | "array"
  | "buffer"
  /** A text; of a constant, the text is known. */
  | "text"
  | "number"
  /** Whatever came out of `JSON.parse`. */
  | "parsed"
  | "function"
  | "closure"
  | "bound"
  | "native"
  | "builtin"
  | "fiber"
  | "image"
  | "gpio"
  /** Service on the bus that the program uses, and the members of one. */
  | "role"
  | "member"
  | "service"
  | "packetSpec"
  | "packet";

/** Function of the runtime, without what it does. */
export interface NativeTraits {
  readonly name: string;
  /** A property: reading it calls it. */
  readonly isProperty: boolean;
  /** It has no `this`. */
  readonly isStatic: boolean;
}

export interface Thing {
  readonly id: number;
  readonly kind: Kind;
  /** Text of a constant, name of a native object. */
  readonly text?: string;
  readonly fn?: ProgramFunction;
  /** Call in which a closure was made. */
  readonly parent?: Call;
  /** `this` of what is bound, and the function itself. */
  readonly self?: Node;
  readonly target?: Thing;
  readonly native?: NativeTraits;
  /** Place of the service in the program's table; null for one that is not in it. */
  readonly service?: number | null;
  readonly packet?: PacketTable;
  /** Role of a member or a packet. */
  readonly role?: Thing;
  /** Setting that it was parsed from, with the members on the way to it: `cloud.account`. */
  readonly setting?: string;
  /** Address behind the statement that makes it; 0 for what the runtime has. */
  readonly site: number;
}

/** One call of a function, or all calls of it from one place. */
export interface Call {
  readonly id: number;
  readonly fn: ProgramFunction;
  readonly slots: readonly Node[];
  readonly returned: Node;
  readonly thrown: Node;
  /** Place of whatever decides whether it happens. */
  readonly decided: Node;
  /** Calls in which the closure that is called was made. */
  readonly parents: Set<Call>;
  readonly onParent: ((parent: Call) => void)[];
}

/** Name of the field for whatever has no known name, such as the elements of an array. */
export const ELEMENTS = "*";

/** Name of the field of lists and buffers for what is written under a name that is not known. */
export const UNNAMED = "?";
/** Name of the field with whatever a buffer's length tells of. */
export const LENGTH = "length";
/** Kinds whose elements have no names. */
const LISTS: ReadonlySet<Kind> = new Set(["array", "buffer"]);

/** Fields of things, with their prototypes. */
export class Heap {
  private readonly made = new Map<string, Thing>();
  private readonly fields = new Map<number, Map<string, Node>>();
  private readonly onField = new Map<number, ((node: Node, name: string) => void)[]>();
  private readonly found = new Map<string, Node>();
  private readonly prototypes = new Map<number, Node>();
  private readonly selves = new Map<number, Node>();
  private count = 0;

  constructor(
    readonly graph: Graph<Thing>,
    /** What a thing of this kind has as its prototype from the start. */
    private readonly prototypeOf: (thing: Thing) => readonly Thing[],
    /** Members that are not fields: of a role, its service's. */
    private readonly innate: (thing: Thing, name: string | null) => readonly Thing[],
  ) {}

  /** The thing that `key` names, made the first time. */
  make(key: string, thing: Omit<Thing, "id">): Thing {
    let made = this.made.get(key);
    if (made === undefined) {
      made = { ...thing, id: this.count++ };
      this.made.set(key, made);
    }
    return made;
  }

  /** Place that holds just this thing. */
  self(thing: Thing): Node {
    let node = this.selves.get(thing.id);
    if (node === undefined) {
      node = this.graph.node();
      this.selves.set(thing.id, node);
      this.graph.add(node, thing);
    }
    return node;
  }

  field(thing: Thing, name: string): Node {
    const fields = getOr(this.fields, thing.id, () => new Map<string, Node>());
    const known = fields.get(name);
    if (known !== undefined) return known;
    const node = this.graph.node();
    fields.set(name, node);
    for (const act of [...(this.onField.get(thing.id) ?? [])]) act(node, name);
    return node;
  }

  /** Calls `act` for each field that the thing has itself, now and later. */
  eachField(thing: Thing, act: (node: Node, name: string) => void): void {
    getOr(this.onField, thing.id, () => []).push(act);
    for (const [name, node] of [...(this.fields.get(thing.id) ?? [])]) act(node, name);
  }

  prototype(thing: Thing): Node {
    return getOr(this.prototypes, thing.id, () => {
      const node = this.graph.node();
      for (const prototype of this.prototypeOf(thing)) this.graph.add(node, prototype);
      return node;
    });
  }

  /** Place with whatever reading a member gives, before it is bound; `null` stands for any name. */
  lookup(thing: Thing, name: string | null): Node {
    const key = `${thing.id} ${name ?? ""}${name === null ? "" : "."}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const node = this.graph.node();
    this.found.set(key, node);
    if (name === null) this.eachField(thing, (field) => this.graph.copy(field, node, 0));
    else {
      this.graph.copy(this.field(thing, name), node, 0);
      const others = LISTS.has(thing.kind) ? UNNAMED : ELEMENTS;
      if (name !== ELEMENTS) this.graph.copy(this.field(thing, others), node, 0);
    }
    for (const member of this.innate(thing, name)) this.graph.add(node, member);
    this.graph.each(this.prototype(thing), (prototype) =>
      this.graph.copy(this.lookup(prototype, name), node, 0),
    );
    return node;
  }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
