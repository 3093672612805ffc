/**
 * Watches one running VM: places hooks around the interpreter's opcode handlers and natives, and reads what they
 * are given and give back. The run itself is not changed: every hook calls the original, and only reads memory, but for
 * random numbers that a scenario asks for.
 */
import { CONDITIONAL_JUMPS, STATEMENT_OPCODES } from "../bytecode.ts";
import { Hooks } from "./hooks.ts";
import { ACTIVATION, CONTEXT, FIBER, OP_HANDLERS, VALUE_BYTES } from "./layout.ts";
import { type Comparison, Recorder, type Test, type Watch, type WhatWasSeen } from "./observations.ts";
import type { Native } from "./shim.ts";
import { type SeenValue, ValueReader } from "./values.ts";

const JUMP_IF_ZERO = 14;
const COMPARISONS: readonly (readonly [opcode: number, operator: Comparison["operator"]])[] = [
  [68, "==="],
  [69, "<="],
  [70, "<"],
  [71, "!=="],
  [91, "=="],
  [92, "!="],
];
const TESTS: readonly (readonly [opcode: number, operator: Test["operator"]])[] = [
  [45, "typeof"],
  [47, "undefined"],
  [50, "truth"],
  [54, "NaN"],
  [56, "truth"],
  [72, "nullish"],
  [76, "typeof"],
];
const NOT = 56;
/** Their result is a truth value that a conditional jump may take. */
const DECIDES = new Set([47, 50, 54, 56, 72, ...COMPARISONS.map(([opcode]) => opcode)]);
const INDEX = 24;
const BUILTIN_FIELD = 26;
const ASCII_FIELD = 27;
const UTF8_FIELD = 28;
const FIELDS = [BUILTIN_FIELD, ASCII_FIELD, UTF8_FIELD];
/** Operators that make numbers, or texts of `+`: opcode, name, operands. */
const OPERATORS: readonly (readonly [opcode: number, name: string, operands: number])[] = [
  [23, "+", 1],
  [53, "~", 1],
  [55, "-", 1],
  [57, "| 0", 1],
  [58, "+", 2],
  [59, "-", 2],
  [60, "*", 2],
  [61, "/", 2],
  [62, "&", 2],
  [63, "|", 2],
  [64, "^", 2],
  [65, "<<", 2],
  [66, ">>", 2],
  [67, ">>>", 2],
];
/** Index in the function table of natives, and whether `this` is a value. */
const INDEX_OF = 167;
const NATIVES: readonly (readonly [index: number, name: string, isMethod: boolean])[] = [
  [28, "Buffer.from", false],
  [30, "Buffer.toString", true],
  [45, "parseFloat", false],
  [46, "parseInt", false],
  [100, "JSON.parse", false],
  [101, "JSON.stringify", false],
  [102, "Math.ceil", false],
  [103, "Math.floor", false],
  [104, "Math.round", false],
  [105, "Math.abs", false],
  [110, "Math.idiv", false],
  [111, "%", false],
  [163, "charCodeAt", true],
  [164, "charAt", true],
  [165, "slice", true],
  [166, "String.fromCharCode", false],
  [168, "toLowerCase", true],
  [169, "toUpperCase", true],
];

/** Natives that draw a random number: from 0 to below 1, or a whole one from 0 to their argument. */
const RANDOM = [
  [106, "Math.random"],
  [107, "Math.randomInt"],
] as const;

/** Callers that an observation names. */
const MAX_CALLERS = 12;
/** Calls from wanted code to other code that are followed, and observations of one kind at one place there. */
const CALLED_DEPTH = 2;
const MAX_SEEN_IN_CALLED = 12;
/** Members of an object that an observation names. */
const MAX_NAMES = 40;
/** Program counters have 16 bits; a place is one with an opcode or native above them. */
const PC_COUNT = 0x1_0000;
const FIRST_NATIVE = 256;

/** Gets `this` and the arguments, and calls `run` once, which returns what the original returns. */
type ObserveCall = (frame: number, values: SeenValue[], run: () => SeenValue) => void;

/** Hooks of one VM instance, which may serve one device after another. */
export class Probe {
  private readonly reader: ValueReader;
  private readonly view: DataView;
  private readonly hooks: Hooks;
  private watch: Watch = {};
  private recorder: Recorder = new Recorder();
  private nowMicros: () => number = () => 0;
  /** Share of its range that each random number takes, 0 to below 1; null for what the program draws itself. */
  private chance: number | null = null;
  /** End of the last comparison or test: a conditional jump right there asks nothing new. */
  private decidedAt = -1;

  constructor(
    private readonly memory: Uint8Array,
    table: WebAssembly.Table,
  ) {
    this.reader = new ValueReader(memory);
    this.view = this.reader.view;
    this.hooks = new Hooks(table);
  }

  start(watch: Watch, recorder: Recorder, nowMicros: () => number, chance: number | null): void {
    this.stop();
    this.watch = watch;
    this.recorder = recorder;
    this.nowMicros = nowMicros;
    this.chance = chance;
    if (watch.statements) for (const opcode of STATEMENT_OPCODES) this.hookStatement(opcode);
    if (watch.branches || watch.statements || watch.comparisons)
      for (const opcode of CONDITIONAL_JUMPS) this.hookJump(opcode);
    if (watch.comparisons) {
      for (const [opcode, operator] of COMPARISONS) this.hookComparison(opcode, operator);
      for (const [opcode, operator] of TESTS) this.hookTest(opcode, operator);
    }
    if (watch.lookups) for (const opcode of [INDEX, ...FIELDS]) this.hookLookup(opcode);
    if (watch.searches) this.hookSearch();
    if (watch.uses) {
      for (const [opcode, name, operands] of OPERATORS) this.hookOperator(opcode, name, operands);
      for (const [index, name, isMethod] of NATIVES) this.hookNative(index, name, isMethod);
    }
    if (watch.uses || chance !== null) for (const [index, name] of RANDOM) this.hookRandom(index, name);
  }

  /** The VM is as it was made: nothing of it is seen any more. */
  stop(): void {
    this.hooks.removeAll();
    this.recorder = new Recorder();
    this.decidedAt = -1;
  }

  private hookStatement(opcode: number): void {
    if (CONDITIONAL_JUMPS.has(opcode)) return;
    const { view } = this;
    this.hooks.place(this.handler(opcode), 2, (original) => (frame, context) => {
      this.recorder.statement(view.getUint16(frame + ACTIVATION.pc, true));
      original(frame, context);
    });
  }

  private hookJump(opcode: number): void {
    const { view } = this;
    this.hooks.place(this.handler(opcode), 2, (original) => (frame, context) => {
      const pc = view.getUint16(frame + ACTIVATION.pc, true);
      if (this.watch.comparisons && opcode === JUMP_IF_ZERO) this.condition(frame, context, pc);
      original(frame, context);
      if (!this.watch.branches && !this.watch.statements) return;
      this.recorder.statement(pc);
      if (view.getUint16(frame + ACTIVATION.pc, true) !== pc) this.recorder.jump(pc);
    });
  }

  /** A condition that no operator made is a test of its value's truth. */
  private condition(frame: number, context: number, pc: number): void {
    if (this.decidedAt === this.view.getUint16(context + CONTEXT.instruction, true)) return;
    if (!this.wants(JUMP_IF_ZERO, pc, frame)) return;
    const value = this.operand(context, 1);
    this.see(frame, {
      what: "test",
      operator: "truth",
      value,
      result: Boolean(value),
    });
  }

  private hookComparison(opcode: number, operator: Comparison["operator"]): void {
    this.hookExpression(opcode, (frame, context, run) => {
      const left = this.operand(context, 2);
      const right = this.operand(context, 1);
      const result = run() === true;
      this.see(frame, {
        what: "comparison",
        operator,
        left,
        right,
        result,
      });
    });
  }

  private hookTest(opcode: number, operator: Test["operator"]): void {
    this.hookExpression(opcode, (frame, context, run) => {
      const value = this.operand(context, 1);
      const answer = run();
      const result = opcode === NOT ? answer !== true : answer;
      this.see(frame, {
        what: "test",
        operator,
        value,
        result,
      });
    });
  }

  private hookLookup(opcode: number): void {
    this.hookExpression(opcode, (frame, context, run) => {
      const object = this.operand(context, opcode === INDEX ? 2 : 1);
      const member = opcode === INDEX ? this.operand(context, 1) : this.named(opcode, context);
      const found = run();
      const isMissing = opcode === INDEX && typeof member === "string" && found === undefined;
      const names = isMissing ? this.namesOf(object, context) : [];
      this.see(frame, { what: "lookup", object, member, found, names });
    });
  }

  private hookOperator(opcode: number, name: string, operands: number): void {
    this.hookExpression(opcode, (frame, context, run) => {
      const of = Array.from({ length: operands }, (_, i) => this.operand(context, operands - i));
      this.see(frame, {
        what: "use",
        name,
        of,
        result: run(),
      });
    });
  }

  private hookSearch(): void {
    this.hookCall(INDEX_OF, (frame, values, run) => {
      const [text, sought, ...range] = values;
      const result = run();
      if (typeof text !== "string" || typeof sought !== "string" || typeof result !== "number") return;
      this.see(frame, {
        what: "search",
        text,
        sought,
        range,
        result,
      });
    });
  }

  private namesOf(object: SeenValue, context: number): string[] {
    if (typeof object !== "object" || object?.kind !== "object") return [];
    const members = this.reader.elementsOf(object.address, "object").slice(0, 2 * MAX_NAMES);
    return members.flatMap((at, i) => {
      const name = i % 2 === 0 ? this.reader.value(at, this.image(context)) : null;
      return typeof name === "string" ? [name] : [];
    });
  }

  private hookNative(index: number, name: string, isMethod: boolean): void {
    this.hookCall(index, (frame, values, run) => {
      const of = isMethod ? values : values.slice(1);
      this.see(frame, {
        what: "use",
        name,
        of,
        result: run(),
      });
    });
  }

  private see(frame: number, what: WhatWasSeen): void {
    this.recorder.add({ ...what, pcs: this.stack(frame), atMicros: this.nowMicros() });
  }

  /** `observe` calls `run` once, which returns what the original makes. */
  private hookExpression(
    opcode: number,
    observe: (frame: number, context: number, run: () => SeenValue) => void,
  ): void {
    const decides = DECIDES.has(opcode);
    this.hooks.place(this.handler(opcode), 3, (original) => (result, frame, context) => {
      const pc = this.view.getUint16(frame + ACTIVATION.pc, true);
      if (this.wants(opcode, pc, frame)) {
        observe(frame, context, () => {
          original(result, frame, context);
          return this.reader.value(result, this.image(context));
        });
      } else original(result, frame, context);
      if (decides) this.decidedAt = pc;
    });
  }

  private hookCall(index: number, observe: ObserveCall): void {
    this.hooks.place(index, 1, (original) => (context) => this.observed(index, context, original, observe));
  }

  private hookRandom(index: number, name: string): void {
    this.hooks.place(index, 1, (original) => (context) => {
      const drawn = (context: number) => {
        original(context);
        if (this.chance !== null) this.force(context, name, this.chance);
      };
      if (this.watch.uses !== true) drawn(context);
      else
        this.observed(index, context, drawn, (frame, [, ...of], run) => {
          this.see(frame, { what: "use", name, of, result: run() });
        });
    });
  }

  private force(context: number, name: string, share: number): void {
    const fiber = this.view.getUint32(context + CONTEXT.currentFiber, true);
    if (fiber === 0) return;
    const most = this.reader.value(context + CONTEXT.stack + VALUE_BYTES, this.image(context));
    const isWhole = name === "Math.randomInt" && typeof most === "number";
    this.reader.write(fiber + FIBER.returned, isWhole ? Math.floor(share * (most + 1)) : share);
  }

  private observed(index: number, context: number, original: Native, observe: ObserveCall): void {
    const frame = this.view.getUint32(context + CONTEXT.currentActivation, true);
    if (
      frame === 0 ||
      !this.wants(FIRST_NATIVE + index, this.view.getUint16(frame + ACTIVATION.pc, true), frame)
    ) {
      original(context);
      return;
    }
    const values = Array.from({ length: this.memory[context + CONTEXT.callValues] }, (_, i) =>
      this.reader.value(context + CONTEXT.stack + VALUE_BYTES * i, this.image(context)),
    );
    observe(frame, values, () => {
      original(context);
      const fiber = this.view.getUint32(context + CONTEXT.currentFiber, true);
      return fiber === 0 ? undefined : this.reader.value(fiber + FIBER.returned, this.image(context));
    });
  }

  private handler(opcode: number): number {
    return this.view.getUint32(OP_HANDLERS + 4 * opcode, true);
  }

  private wants(kind: number, pc: number, frame: number): boolean {
    const { within } = this.watch;
    const place = kind * PC_COUNT + pc;
    if (within === undefined || within[pc] === 1) return this.recorder.wants(place);
    let at = frame;
    for (let depth = 0; depth < CALLED_DEPTH; depth++) {
      at = this.view.getUint32(at + ACTIVATION.caller, true);
      if (at === 0) return false;
      if (within[this.view.getUint16(at + ACTIVATION.pc, true)] === 1)
        return this.recorder.wants(place, MAX_SEEN_IN_CALLED);
    }
    return false;
  }

  private image(context: number): number {
    return this.view.getUint32(context + CONTEXT.image, true);
  }

  /** The value `depth` below the top of the stack; 1 is the topmost. */
  private operand(context: number, depth: number): SeenValue {
    const index = this.memory[context + CONTEXT.stackDepth] - depth;
    return this.reader.value(context + CONTEXT.stack + VALUE_BYTES * index, this.image(context));
  }

  /** The member that the instruction itself names. */
  private named(opcode: number, context: number): string {
    const number = this.view.getUint32(context + CONTEXT.operand, true);
    if (opcode === BUILTIN_FIELD) return this.reader.builtin(number);
    const image = this.image(context);
    return opcode === ASCII_FIELD ? this.reader.ascii(number, image) : this.reader.utf8(number, image);
  }

  private stack(frame: number): number[] {
    const pcs: number[] = [];
    for (let at = frame; at !== 0 && pcs.length < MAX_CALLERS; ) {
      pcs.push(this.view.getUint16(at + ACTIVATION.pc, true));
      at = this.view.getUint32(at + ACTIVATION.caller, true);
    }
    return pcs;
  }
}
