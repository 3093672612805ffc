/**
 * The program as constraints on a graph of values: statements and expressions of each call, what calls call, and what the
 * runtime calls by itself. Calls of one function from different places are kept apart.
 */

import { type Callee, passArguments } from "./arguments.ts";
import { Boundary } from "./boundary.ts";
import { decidersOf } from "./control-dependence.ts";
import { type ControlFlow, controlFlow } from "./control-flow.ts";
import { Decisions } from "./decisions.ts";
import { Expressions, levelsOf, literal, nameOf } from "./expressions.ts";
import { Frame } from "./frame.ts";
import { CARRIES, type Graph, type Node } from "./graph.ts";
import { type Guard, guardsOf } from "./guards.ts";
import { capturedSlots } from "./locals.ts";
import { Members } from "./members.ts";
import type { NativeCall, NativeMachine } from "./native.ts";
import { nativeMachine } from "./native-machine.ts";
import { OP } from "./operations.ts";
import type { Expression, Program, ProgramFunction, Statement } from "./program.ts";
import { Runtime } from "./runtime.ts";
import { readSetting, type SettingFunctions, writeSetting } from "./settings.ts";
import { type Call, ELEMENTS, type Heap, type Kind, type Thing } from "./things.ts";

/** Calls of one function that are kept apart; further ones are taken for one. */
const MAX_CALLS = 32;
/** Calls by the runtime have sites below zero. */
const FIRST_OWN_SITE = -1;

export class Machine {
  readonly runtime: Runtime;
  readonly graph: Graph<Thing>;
  readonly heap: Heap;
  readonly boundary: Boundary;
  readonly expressions: Expressions;
  readonly calls: Call[] = [];
  /** Functions that are called anywhere, and addresses behind statements that could run. */
  readonly reached = new Set<number>();
  readonly ran = new Set<number>();
  private readonly members: Members;
  private readonly flows = new Map<number, ControlFlow>();
  private readonly guards = new Map<number, ReadonlyMap<number, Guard>>();
  private readonly deciders = new Map<number, readonly (readonly number[])[]>();
  private readonly captured: ReadonlyMap<number, ReadonlySet<number>>;
  private readonly known = new Map<string, Call>();
  private readonly callsOf = new Map<number, number>();
  private readonly natives: NativeMachine;
  private readonly uncaught: Node;
  private readonly wakes: Node;
  private ownSites = FIRST_OWN_SITE;

  constructor(
    readonly program: Program,
    private readonly settings: SettingFunctions,
    /** Follow what conditions decide as well. */
    private readonly isImplicit: boolean,
  ) {
    this.runtime = new Runtime(program);
    this.graph = this.runtime.graph;
    this.heap = this.runtime.heap;
    this.captured = capturedSlots(program);
    this.uncaught = this.graph.node();
    this.wakes = this.graph.node();
    this.members = new Members(
      this.runtime,
      (native, self, result, site, caller) =>
        this.runtime.summaryOf(native)(
          { self, args: [], numbers: [], result, site, caller, decided: null },
          this.natives,
        ),
      (path, to, site) => this.boundary.source(`settings.${path}`, to, site),
    );
    this.boundary = new Boundary(this.runtime, this.members);
    this.expressions = new Expressions(
      this.runtime,
      this.members,
      (call, levels, act) => this.ancestors(call, levels, act),
      (site, what) => this.boundary.gaps.push({ site, what }),
    );
    this.natives = nativeMachine({
      runtime: this.runtime,
      members: this.members,
      boundary: this.boundary,
      wakes: this.wakes,
      // A fiber's result goes nowhere.
      call: (fn, args, result, { site, caller, decided }, isFiber) =>
        this.call(fn, {
          args,
          list: null,
          numbers: [],
          result: isFiber ? this.graph.node() : result,
          site,
          caller,
          thrown: isFiber ? this.uncaught : caller.thrown,
          decided,
        }),
      onRole: (role) => this.graph.later(() => this.onRole(role)),
      onOffered: (service) => this.graph.later(() => this.onOffered(service)),
    });
    const root = this.enter(program.functions[0], null, null, this.rootCallee());
    this.calledByRuntime(root);
    this.boundary.exit("exception", this.uncaught, 0, null, 0);
    this.graph.solve();
  }

  private rootCallee(): Callee {
    const [result, thrown] = [this.graph.node(), this.uncaught];
    const caller = null as unknown as Call;
    return {
      args: [],
      list: null,
      numbers: [],
      result,
      site: this.ownSites--,
      caller,
      thrown,
      decided: null,
    };
  }

  /** Functions that the runtime calls by name: for packets and events of sockets. */
  private calledByRuntime(root: Call): void {
    const { heap, graph, runtime } = this;
    const called = (name: string, thing: Thing, args: readonly Node[]) => {
      const fn = graph.node();
      this.members.load(heap.self(thing), name, fn, 0, root);
      const site = this.ownSites--;
      const result = graph.node();
      this.call(fn, {
        args,
        list: null,
        numbers: [],
        result,
        site,
        caller: root,
        thrown: this.uncaught,
        decided: null,
      });
    };
    const ds = runtime.builtin("DeviceScript");
    const [event, data] = [graph.node(), graph.node()];
    graph.add(event, runtime.text());
    const buffer = heap.make("data of sockets", { kind: "buffer", site: 0 });
    for (const thing of [buffer, runtime.text()]) graph.add(data, thing);
    called("_socketOnEvent", ds, [event, data]);
    const unknown = heap.make("incoming", { kind: "packet", service: null, site: 0 });
    called("_onServerPacket", ds, [heap.self(unknown)]);
    this.onOffered = (service) => {
      for (const spec of runtime.packetSpecs(service))
        if (spec.packet!.kind === "command" || spec.packet!.kind === "register")
          called("_onServerPacket", ds, [heap.self(this.packet(spec, null))]);
    };
    this.onRole = (role) => {
      for (const spec of runtime.packetSpecs(role.service))
        called("_onPacket", role, [heap.self(this.packet(spec, role))]);
    };
  }

  private onRole: (role: Thing) => void = () => {};
  private onOffered: (service: number) => void = () => {};

  /** A packet that comes in: for a service of the program's own, or from the one that a role stands for. */
  private packet(spec: Thing, role: Thing | null): Thing {
    const { service, packet } = spec;
    return this.heap.make(`incoming ${spec.id} ${role?.id ?? ""}`, {
      kind: "packet",
      service,
      packet,
      ...(role !== null && { role }),
      site: 0,
    });
  }

  /** The call of a function: one a place that calls it, and a closure. */
  private enter(fn: ProgramFunction, parent: Call | null, self: Node | null, callee: Callee): Call {
    const { graph } = this;
    let key = `${fn.index} ${callee.site} ${parent?.id ?? ""}`;
    let call = this.known.get(key);
    if (call === undefined) {
      const count = this.callsOf.get(fn.index) ?? 0;
      if (count >= MAX_CALLS && callee.site > 0) key = `${fn.index} any`;
      call = this.known.get(key);
      if (call === undefined) {
        this.callsOf.set(fn.index, count + 1);
        call = this.newCall(fn);
        this.known.set(key, call);
        if (parent !== null) this.addParent(call, parent);
        const entered = call;
        this.graph.later(() => this.statements(entered));
      }
    }
    if (parent !== null) this.addParent(call, parent);
    passArguments(this.runtime, call, self, callee);
    if (this.settings.isWriter(fn)) writeSetting(this.boundary, this.graph, call, callee);
    if (this.settings.isReader(fn)) readSetting(this.runtime, this.boundary, callee);
    else graph.copy(call.returned, callee.result, callee.site);
    if (fn.isConstructor && fn.slots > 0) graph.copy(call.slots[0], callee.result, callee.site);
    graph.copy(call.thrown, callee.thrown, callee.site);
    if (callee.decided !== null) graph.derive(callee.decided, call.decided, callee.site, CARRIES.control);
    return call;
  }

  private newCall(fn: ProgramFunction): Call {
    const { graph } = this;
    const call: Call = {
      id: this.calls.length,
      fn,
      slots: Array.from({ length: fn.slots }, () => graph.node()),
      returned: graph.node(),
      thrown: graph.node(),
      decided: graph.node(),
      parents: new Set(),
      onParent: [],
    };
    this.calls.push(call);
    this.reached.add(fn.index);
    return call;
  }

  private addParent(call: Call, parent: Call): void {
    if (call.parents.has(parent)) return;
    call.parents.add(parent);
    for (const act of call.onParent) act(parent);
  }

  /** Calls `act` with the calls that are `levels` closures out, now and later. */
  private ancestors(call: Call, levels: number, act: (call: Call) => void): void {
    if (levels <= 0) {
      act(call);
      return;
    }
    const seen = new Set<Call>();
    const further = (parent: Call) => {
      if (seen.has(parent)) return;
      seen.add(parent);
      this.ancestors(parent, levels - 1, act);
    };
    call.onParent.push(further);
    for (const parent of [...call.parents]) further(parent);
  }

  private statements(call: Call): void {
    const { fn } = call;
    let flow = this.flows.get(fn.index);
    if (flow === undefined) {
      flow = controlFlow(fn);
      this.flows.set(fn.index, flow);
    }
    const captured = this.captured.get(fn.index) ?? NO_SLOTS;
    const frame = new Frame(call, flow, this.graph, captured, this.guardsOf(fn));
    const decisions = this.isImplicit ? new Decisions(call, this.decidersOf(fn, flow), this.graph) : null;
    const seen = new Set<number>([0]);
    const work = [0];
    const visit = (goal: number) => {
      if (!seen.has(goal)) work.push(goal);
      seen.add(goal);
    };
    const run = () => {
      for (let at = work.pop(); at !== undefined; at = work.pop()) {
        const statement = fn.statements[at];
        this.ran.add(statement.end);
        const decided = decisions?.about(at) ?? null;
        this.statement(statement, at, frame, decided);
        const condition = this.condition(statement, at, frame);
        if (condition !== null) decisions?.take(at, condition, statement.end);
        for (const goal of flow.next[at])
          if (condition === null || goal === statement.target) visit(goal);
          else
            this.graph.each(condition, () => {
              // Before anything gets there, it is undefined, which is never true.
              visit(goal);
              run();
            });
      }
    };
    run();
  }

  /** Place that must hold something for the program to go on with the next statement; null where nothing must. */
  private condition({ opcode, operands, end }: Statement, at: number, frame: Frame): Node | null {
    if (opcode === OP.JUMP_IF_NULLISH) return frame.returned(at);
    return opcode === OP.JUMP_IF_FALSE ? this.expressions.value(operands[0], at, frame, end) : null;
  }

  private statement(statement: Statement, at: number, frame: Frame, decided: Node | null): void {
    const { graph } = this;
    const { opcode, number, operands, end } = statement;
    const { call } = frame;
    const value = (i: number) => this.expressions.value(operands[i], at, frame, end);
    /** The value, and what decided that it is this one. */
    const chosen = (i: number) => {
      if (decided === null) return value(i);
      const node = graph.node();
      graph.copy(value(i), node, end);
      graph.derive(decided, node, end, CARRIES.control);
      return node;
    };
    if (opcode >= OP.CALL && opcode <= OP.LAST_CALL) {
      const args = operands.slice(1);
      this.call(value(0), {
        args: args.map((_, i) => value(i + 1)),
        list: null,
        numbers: args.map((arg) => literal(arg, this.program)),
        result: frame.result(at),
        site: end,
        caller: call,
        thrown: frame.thrownAt(at),
        decided,
      });
      return;
    }
    switch (opcode) {
      case OP.CALL_ARRAY:
        this.call(value(0), {
          args: [],
          list: value(1),
          numbers: [],
          result: frame.result(at),
          site: end,
          caller: call,
          thrown: frame.thrownAt(at),
          decided,
        });
        return;
      case OP.RETURN:
        graph.copy(chosen(0), call.returned, end);
        return;
      case OP.THROW:
      case OP.RE_THROW:
        graph.copy(chosen(0), frame.thrownAt(at), end);
        return;
      case OP.STORE_LOCAL:
        if (number < call.slots.length) graph.copy(chosen(0), frame.assigned(number, at), end);
        return;
      case OP.STORE_GLOBAL:
        if (number < this.expressions.globals.length)
          graph.copy(chosen(0), this.expressions.globals[number], end);
        return;
      case OP.STORE_CLOSURE: {
        const from = chosen(1);
        this.ancestors(call, levelsOf(operands[0], this.program), (outer) => {
          if (number < outer.slots.length) graph.copy(from, outer.slots[number], end);
        });
        return;
      }
      case OP.STORE_BUFFER:
        this.members.store(value(0), null, chosen(3), end);
        graph.each(value(0), (thing) => graph.derive(value(2), this.heap.field(thing, ELEMENTS), end));
        return;
      case OP.INDEX_SET:
        this.indexSet(value(0), operands[1], value(1), chosen(2), end);
        return;
      case OP.INDEX_DELETE:
        return;
      case OP.ALLOC_MAP:
      case OP.ALLOC_ARRAY:
      case OP.ALLOC_BUFFER: {
        const kinds = new Map<number, Kind>([
          [OP.ALLOC_MAP, "map"],
          [OP.ALLOC_ARRAY, "array"],
        ]);
        const kind = kinds.get(opcode) ?? "buffer";
        graph.add(frame.result(at), this.heap.make(`${kind} ${end} ${call.id}`, { kind, site: end }));
        return;
      }
      case OP.STORE_RETURNED:
        graph.copy(chosen(0), frame.result(at), end);
        return;
    }
  }

  private indexSet(base: Node, index: Expression, indexNode: Node, value: Node, site: number): void {
    const name = nameOf(index, this.program);
    if (name !== null) this.members.store(base, name, value, site);
    else this.members.storeAt(base, indexNode, value, site);
  }

  /** Calls whatever `fn` holds. */
  private call(fn: Node, callee: Callee): void {
    // Which function is called may be decided by what the place knows.
    const { decided, site } = callee;
    if (decided !== null) this.graph.derive(fn, decided, site, CARRIES.control);
    this.graph.each(fn, (thing) => this.invoke(thing, null, callee));
  }

  private invoke(thing: Thing, self: Node | null, callee: Callee): void {
    const { heap, graph } = this;
    switch (thing.kind) {
      case "function":
        this.enter(thing.fn!, null, self, callee);
        return;
      case "closure":
        this.enter(thing.fn!, thing.parent!, self, callee);
        return;
      case "bound":
        this.invoke(thing.target!, thing.self!, callee);
        return;
      case "native":
        this.native(thing, self, callee);
        return;
      case "builtin":
      case "member":
        graph.each(heap.lookup(thing, "__func__"), (inner) => this.invoke(inner, heap.self(thing), callee));
        return;
      case "parsed":
      case "text":
      case "number":
        // Not a function: the program stops there.
        return;
    }
  }

  /** An argument with what decides that it is given at all. */
  private decidedAbout(arg: Node, { decided, site }: Callee): Node {
    if (decided === null) return arg;
    const node = this.graph.node();
    this.graph.copy(arg, node, site);
    this.graph.derive(decided, node, site, CARRIES.control);
    return node;
  }

  private guardsOf(fn: ProgramFunction): ReadonlyMap<number, Guard> {
    let guards = this.guards.get(fn.index);
    if (guards === undefined) {
      guards = guardsOf(fn, this.program);
      this.guards.set(fn.index, guards);
    }
    return guards;
  }

  private decidersOf(fn: ProgramFunction, flow: ControlFlow): readonly (readonly number[])[] {
    let deciders = this.deciders.get(fn.index);
    if (deciders === undefined) {
      deciders = decidersOf(fn, flow);
      this.deciders.set(fn.index, deciders);
    }
    return deciders;
  }

  private native(thing: Thing, self: Node | null, callee: Callee): void {
    const { graph, heap, runtime } = this;
    const { result, site, caller, numbers, list, decided } = callee;
    const args = callee.args.map((arg) => this.decidedAbout(arg, callee));
    if (decided !== null) graph.derive(decided, result, site, CARRIES.control);
    if (list !== null) {
      const all = graph.node();
      graph.each(list, (from) => heap.eachField(from, (field) => graph.copy(field, all, site)));
      graph.derive(list, all, site);
      // They may be any of its arguments.
      for (let i = 0; i < MOST_ARGUMENTS; i++) args.push(all);
    }
    let own = self ?? graph.node();
    if (ERRORS.test(thing.text!)) {
      const made = heap.make(`error ${site} ${caller.id}`, { kind: "map", site });
      graph.add(heap.prototype(made), runtime.builtin(`${thing.text!.replace("_prototype", "")}_prototype`));
      own = graph.node();
      graph.add(own, made);
      if (self !== null) graph.copy(self, own, site);
    }
    const call: NativeCall = { self: own, args, numbers, result, site, caller, decided };
    runtime.summaryOf(thing)(call, this.natives);
  }
}

const NO_SLOTS: ReadonlySet<number> = new Set();
/** Natives that make an error of what they are called with. */
const ERRORS = /^(Type|Range|Syntax)?Error/;
/** As many arguments as any native has. */
const MOST_ARGUMENTS = 6;
