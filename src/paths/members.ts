/** Members of things: reading them, with what gets bound thereby, and writing them. */
import { CARRIES, type Graph, type Node } from "./graph.ts";
import { NATIVES } from "./natives.ts";
import type { Runtime } from "./runtime.ts";
import { type Call, ELEMENTS, type Heap, type Thing, UNNAMED } from "./things.ts";

/** Kinds whose value is in the place itself: what is known of it is known of the place. */
const VALUES: ReadonlySet<string> = new Set(["text", "number", "parsed"]);
/** Kinds that have no fields to write. */
const UNWRITABLE: ReadonlySet<string> = new Set([
  "text",
  "number",
  "native",
  "member",
  "service",
  "packetSpec",
]);
/** Members that tell only a part. */
const LENGTHS: ReadonlySet<string> = new Set(["length", "byteLength"]);
/** Members that texts and lists have anyway. */
const METHODS: ReadonlySet<string> = new Set(
  NATIVES.filter(([object]) => ["String_prototype", "Array_prototype"].includes(object)).map(
    ([, { name }]) => name,
  ),
);
/** Members of a setting that are told apart, one in the other. */
const MOST_MEMBERS = 4;
const NUMERAL = /^\d+$/;

type Property = (native: Thing, self: Node, result: Node, site: number, caller: Call) => void;

export class Members {
  private readonly graph: Graph<Thing>;
  private readonly heap: Heap;
  private readonly deeply = new Set<string>();
  private readonly insides = new Map<number, Node>();

  constructor(
    private readonly runtime: Runtime,
    private readonly property: Property,
    /** A member of a setting is read. */
    private readonly onSetting: (path: string, result: Node, site: number) => void,
  ) {
    this.graph = runtime.graph;
    this.heap = runtime.heap;
  }

  /** The thing that has the fields: of a closure and of what is bound, the function itself. */
  owner(thing: Thing): Thing {
    if (thing.kind === "bound") return this.owner(thing.target!);
    return thing.kind === "closure" ? this.runtime.fn(thing.fn!.index) : thing;
  }

  /** Reads a member whose name is known. */
  load(base: Node, name: string, result: Node, site: number, caller: Call): void {
    const { graph } = this;
    graph.derive(base, result, site, LENGTHS.has(name) ? CARRIES.part : CARRIES.data);
    graph.each(base, (thing) => {
      if (NUMERAL.test(name) && this.isIndexed(thing)) this.element(thing, name, result, site, base, caller);
      else this.found(this.heap.lookup(this.owner(thing), name), thing, base, result, site, caller);
      if (thing.kind === "parsed") graph.add(result, this.memberOfParsed(thing, name, result, site));
    });
  }

  /** Member of what was parsed: anything again, and of a setting a part that has a name. */
  private memberOfParsed(thing: Thing, name: string, result: Node, site: number): Thing {
    const { setting } = thing;
    if (setting === undefined || setting.split(".").length >= MOST_MEMBERS) return thing;
    if (NUMERAL.test(name) || METHODS.has(name)) return thing;
    const inner = `${setting}.${name}`;
    this.onSetting(inner, result, site);
    return this.heap.make(`parsed ${thing.id} ${name}`, { kind: "parsed", setting: inner, site });
  }

  /** Reads a member whose name or index is computed. */
  loadAt(base: Node, index: Node, result: Node, site: number, caller: Call): void {
    const { graph } = this;
    graph.derive(base, result, site);
    graph.derive(index, result, site);
    graph.each(base, (thing) => {
      if (this.isIndexed(thing)) this.element(thing, null, result, site, base, caller);
      if (thing.kind === "text" || thing.kind === "number") return;
      graph.each(index, ({ kind, text }) => {
        if (kind === "number" && this.isIndexed(thing)) return;
        const found = this.heap.lookup(this.owner(thing), text ?? null);
        this.found(found, thing, base, result, site, caller);
      });
    });
  }

  store(base: Node, name: string | null, value: Node, site: number): void {
    this.graph.each(base, (thing) => {
      if (!UNWRITABLE.has(thing.kind))
        this.graph.copy(value, this.heap.field(this.owner(thing), name ?? ELEMENTS), site);
    });
  }

  storeAt(base: Node, index: Node, value: Node, site: number): void {
    const { graph, heap } = this;
    graph.each(base, (thing) => {
      if (UNWRITABLE.has(thing.kind)) return;
      const owner = this.owner(thing);
      if (this.isIndexed(thing)) {
        graph.copy(value, heap.field(owner, ELEMENTS), site);
        graph.derive(index, heap.field(owner, ELEMENTS), site);
      }
      graph.each(index, ({ kind, text }) => {
        if (kind === "number" && this.isIndexed(thing)) return;
        const unnamed = this.isIndexed(thing) ? UNNAMED : ELEMENTS;
        const field = heap.field(owner, text ?? unnamed);
        graph.copy(value, field, site);
        graph.derive(index, field, site);
      });
    });
  }

  /** `fn.bind(self)` */
  bindTo(fn: Node, self: Node, result: Node, site: number): void {
    const { graph, heap } = this;
    graph.derive(fn, result, site);
    graph.each(fn, (thing) => {
      if (thing.kind === "builtin")
        graph.each(heap.lookup(thing, "__func__"), (inner) => graph.add(result, this.bound(inner, self)));
      else graph.add(result, this.bound(thing, self));
    });
  }

  /** All that `from` is, and all that is in it, tells something to `to`. */
  deep(from: Node, to: Node, site: number, carries: number = CARRIES.data): void {
    const key = `${from} ${to} ${carries}`;
    if (from === to || this.deeply.has(key)) return;
    this.deeply.add(key);
    this.graph.derive(from, to, site, carries);
    this.graph.each(from, (thing) => {
      if (HOLDERS.has(thing.kind)) this.graph.derive(this.inside(thing), to, site, carries);
    });
  }

  /** Place that whatever is in a thing, however deep, tells something to. */
  private inside(thing: Thing): Node {
    const known = this.insides.get(thing.id);
    if (known !== undefined) return known;
    const node = this.graph.node();
    this.insides.set(thing.id, node);
    this.heap.eachField(thing, (field) => {
      this.graph.derive(field, node, 0);
      this.graph.each(field, (inner) => {
        if (HOLDERS.has(inner.kind)) this.graph.derive(this.inside(inner), node, 0);
      });
    });
    return node;
  }

  private isIndexed({ kind }: Thing): boolean {
    return kind === "array" || kind === "buffer" || kind === "text" || kind === "parsed";
  }

  /** Element of a list, a buffer or a text; null for any. */
  private element(
    thing: Thing,
    name: string | null,
    result: Node,
    site: number,
    base: Node,
    caller: Call,
  ): void {
    const { graph, heap, runtime } = this;
    if (thing.kind === "text") {
      graph.add(result, runtime.text());
      return;
    }
    if (thing.kind === "buffer" || thing.kind === "parsed") graph.add(result, runtime.number);
    if (thing.kind === "parsed") {
      graph.add(result, runtime.text());
      graph.add(result, thing);
    }
    const elements = name === null ? this.elements(thing) : this.oneElement(thing, name);
    this.found(elements, thing, base, result, site, caller);
    if (name !== null && thing.kind !== "array") graph.copy(heap.field(thing, ELEMENTS), result, site);
  }

  private oneElement(thing: Thing, name: string): Node {
    return this.cached(`${name}`, thing, (node) => {
      this.graph.copy(this.heap.field(thing, name), node, 0);
      this.graph.copy(this.heap.field(thing, ELEMENTS), node, 0);
    });
  }

  private elements(thing: Thing): Node {
    return this.cached("", thing, (node) =>
      this.heap.eachField(thing, (field, name) => {
        if (name === ELEMENTS || NUMERAL.test(name)) this.graph.copy(field, node, 0);
      }),
    );
  }

  private readonly cachedElements = new Map<string, Node>();

  private cached(name: string, thing: Thing, fill: (node: Node) => void): Node {
    const key = `${thing.id} ${name}`;
    let node = this.cachedElements.get(key);
    if (node === undefined) {
      node = this.graph.node();
      this.cachedElements.set(key, node);
      fill(node);
    }
    return node;
  }

  /** Binds what a member holds to the thing that it was read from. */
  private found(member: Node, thing: Thing, base: Node, result: Node, site: number, caller: Call): void {
    const { graph } = this;
    const self = VALUES.has(thing.kind) ? base : this.heap.self(thing);
    graph.derive(member, result, site);
    graph.each(member, (held) => {
      if (held.kind === "native" && held.native!.isProperty) this.property(held, self, result, site, caller);
      else if (held.kind === "packetSpec" && thing.kind === "role")
        graph.add(result, this.runtime.member(thing, held));
      else graph.add(result, this.takesThis(held) ? this.bound(held, self) : held);
    });
  }

  private takesThis({ kind, fn, native }: Thing): boolean {
    if (kind === "native") return !native!.isStatic;
    return (kind === "function" || kind === "closure") && fn!.takesThis && !fn!.isConstructor;
  }

  private bound(target: Thing, self: Node): Thing {
    if (target.kind === "bound") return target;
    return this.heap.make(`bound ${target.id} ${self}`, { kind: "bound", target, self, site: 0 });
  }
}

/** Kinds with something in them that gets out when they do. */
const HOLDERS: ReadonlySet<string> = new Set(["map", "array", "buffer", "packet", "image", "parsed"]);
