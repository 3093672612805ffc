/** Values of expressions: places that hold them, for each call of the function that they stand in. */
import { BUILTIN_OBJECTS, BUILTIN_STRINGS } from "./builtins.ts";
import type { Frame } from "./frame.ts";
import { CARRIES, type Graph, type Node } from "./graph.ts";
import type { Members } from "./members.ts";
import { OP } from "./operations.ts";
import type { Expression, Program } from "./program.ts";
import type { Runtime } from "./runtime.ts";
import type { Call, Heap, Thing } from "./things.ts";

/** Texts that one sum may make; a loop that appends to one makes more, which are not told apart. */
const MAX_FOLDED = 64;
const TYPEOF_TEXT = 76;
/** Comparisons and tests: their outcome tells only a part. */
const PARTIAL: ReadonlySet<number> = new Set([45, 47, 50, 54, 56, 68, 69, 70, 71, 72, 76, 89, 91, 92]);

export class Expressions {
  readonly globals: readonly Node[];
  private readonly graph: Graph<Thing>;
  private readonly heap: Heap;
  private readonly program: Program;
  private readonly constants = new Map<string, Node>();

  constructor(
    private readonly runtime: Runtime,
    private readonly members: Members,
    /** Calls `act` with the calls that are so many closures out, now and later. */
    private readonly ancestors: (call: Call, levels: number, act: (outer: Call) => void) => void,
    private readonly gap: (site: number, what: string) => void,
  ) {
    this.graph = runtime.graph;
    this.heap = runtime.heap;
    this.program = runtime.program;
    this.globals = Array.from({ length: this.program.globals }, () => this.graph.node());
  }

  /** Place that always holds a text of the program's own. */
  constantText(text: string): Node {
    return this.constant(`text ${text}`, this.runtime.text(text));
  }

  private constant(key: string, thing: Thing): Node {
    let node = this.constants.get(key);
    if (node === undefined) {
      node = this.graph.node();
      this.graph.add(node, thing);
      this.constants.set(key, node);
    }
    return node;
  }

  /** Place that holds the value of an expression. */
  value(expression: Expression, at: number, frame: Frame, site: number): Node {
    const { graph, runtime, program } = this;
    const { opcode, number, operands } = expression;
    const { call } = frame;
    const operand = (i: number) => this.value(operands[i], at, frame, site);
    const member = (base: Node, name: string) => {
      const result = graph.node();
      this.members.load(base, name, result, site, call);
      return result;
    };
    const builtin = (name: string) => this.heap.self(runtime.builtin(name));
    const thing = (key: string, made: Thing) => this.constant(key, made);
    switch (opcode) {
      case OP.LOAD_LOCAL:
        return number < call.slots.length ? frame.local(number, at) : graph.node();
      case OP.LOAD_GLOBAL:
        return this.globals[number] ?? graph.node();
      case OP.RETURNED:
        return frame.returned(at);
      case OP.LOAD_CLOSURE: {
        const result = graph.node();
        this.ancestors(call, levelsOf(operands[0], program), (outer) => {
          if (number < outer.slots.length) graph.copy(outer.slots[number], result, site);
        });
        return result;
      }
      case OP.MAKE_CLOSURE: {
        const fn = program.functions[number];
        if (fn === undefined) return this.unknown(site, `function ${number}`);
        const key = `closure ${number} ${call.id}`;
        return thing(key, this.heap.make(key, { kind: "closure", fn, parent: call, site }));
      }
      case OP.STATIC_FUNCTION:
        if (program.functions[number] === undefined) return this.unknown(site, `function ${number}`);
        return thing(`function ${number}`, runtime.fn(number));
      case OP.BUILTIN_STRING:
        return this.constantText(BUILTIN_STRINGS[number] ?? "");
      case OP.ASCII_STRING:
        return this.constantText(program.ascii[number] ?? "");
      case OP.UTF8_STRING:
        return this.constantText(program.utf8[number] ?? "");
      case OP.STATIC_BUFFER:
        return thing(
          `buffer ${number}`,
          this.heap.make(`static buffer ${number}`, { kind: "buffer", site: 0 }),
        );
      case OP.STATIC_SPEC:
        if (program.services[number] === undefined) return this.unknown(site, `service ${number}`);
        return thing(`service ${number}`, runtime.service(number));
      case OP.SPEC_PROTOTYPE:
        if (program.services[number] === undefined) return this.unknown(site, `service ${number}`);
        return thing(`members ${number}`, runtime.serviceMembers(number));
      case OP.BUILTIN_OBJECT:
        if (BUILTIN_OBJECTS[number] === undefined) return this.unknown(site, `object ${number}`);
        return builtin(BUILTIN_OBJECTS[number]);
      case OP.BUILTIN_FIELD:
        return member(operand(0), BUILTIN_STRINGS[number] ?? "");
      case OP.ASCII_FIELD:
        return member(operand(0), program.ascii[number] ?? "");
      case OP.UTF8_FIELD:
        return member(operand(0), program.utf8[number] ?? "");
      case OP.MATH_FIELD:
        return member(builtin("Math"), BUILTIN_STRINGS[number] ?? "");
      case OP.DS_FIELD:
        return member(builtin("DeviceScript"), BUILTIN_STRINGS[number] ?? "");
      case OP.OBJECT_FIELD:
        return member(builtin("Object"), BUILTIN_STRINGS[number] ?? "");
      case OP.INDEX: {
        const name = nameOf(operands[1], program);
        if (name !== null) return member(operand(0), name);
        const result = graph.node();
        this.members.loadAt(operand(0), operand(1), result, site, call);
        return result;
      }
      case OP.LOAD_BUFFER: {
        const result = graph.node();
        graph.add(result, runtime.number);
        this.members.loadAt(operand(0), operand(2), result, site, call);
        return result;
      }
      case OP.NEW:
        return operand(0);
      case OP.BIND: {
        const result = graph.node();
        this.members.bindTo(operand(0), operand(1), result, site);
        return result;
      }
      default:
        return this.computed(
          opcode,
          operands.map((_, i) => operand(i)),
          site,
        );
    }
  }

  /** Result of an operator, or a constant that is no thing. */
  private computed(opcode: number, operands: readonly Node[], site: number): Node {
    const { graph, runtime } = this;
    if (operands.length === 0) return this.constant("number", runtime.number);
    const result = graph.node();
    if (opcode === OP.ADD) this.sum(operands, result);
    else graph.add(result, opcode === TYPEOF_TEXT ? runtime.text() : runtime.number);
    const carries = PARTIAL.has(opcode) ? CARRIES.part : CARRIES.data;
    for (const from of operands) {
      graph.derive(from, result, site, carries);
      // An object becomes a text with what is in it.
      if (opcode === OP.ADD) this.members.deep(from, result, site, carries);
    }
    return result;
  }

  /** Sum of two values: of two texts that are known, the text of both. */
  private sum([a, b]: readonly Node[], result: Node): void {
    const { graph, runtime } = this;
    let folded = 0;
    graph.each(a, (left) =>
      graph.each(b, (right) => {
        if (left.kind === "number" && right.kind === "number") graph.add(result, runtime.number);
        else if (
          left.text === undefined ||
          right.text === undefined ||
          left.kind !== "text" ||
          right.kind !== "text"
        )
          graph.add(result, runtime.text());
        else {
          folded++;
          graph.add(result, runtime.text(folded > MAX_FOLDED ? undefined : left.text + right.text));
        }
      }),
    );
    // Whatever is added to a text that is not known, even nothing, makes such a text.
    for (const one of [a, b])
      graph.each(one, ({ kind, text }) => {
        if (text === undefined && kind !== "number") graph.add(result, runtime.text());
      });
  }

  private unknown(site: number, what: string): Node {
    this.gap(site, `${what}, which is not there`);
    return this.graph.node();
  }
}

/** Number that an expression states; null for any other. */
export function literal({ opcode, number }: Expression, program: Program): number | null {
  if (opcode >= 128 || opcode === OP.LITERAL) return number;
  return opcode === OP.LITERAL_F64 ? (program.numbers[number] ?? null) : null;
}

/** Name of the field that an index states; null where it is computed. */
export function nameOf(index: Expression, program: Program): string | null {
  const { opcode, number } = index;
  if (opcode === OP.BUILTIN_STRING) return BUILTIN_STRINGS[number] ?? null;
  if (opcode === OP.ASCII_STRING) return program.ascii[number] ?? null;
  if (opcode === OP.UTF8_STRING) return program.utf8[number] ?? null;
  const stated = literal(index, program);
  return stated === null ? null : String(stated);
}

export function levelsOf(expression: Expression, program: Program): number {
  return literal(expression, program) ?? 1;
}
