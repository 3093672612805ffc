/**
 * Rewrites the VM's WebAssembly module so that it counts the work it does, and stops when it has done too much.
 *
 * The rewritten module exports one more global, {@link FUEL_EXPORT}: a number that each stretch of straight-line
 * code lowers by the work in it when it is entered, so that function calls and each round of a loop cost. A loop
 * that finds it below zero traps. Nothing else changes: functions, memory and exports are as they were. The host
 * reads the work done as the difference of two readings, and sets the global to set a limit.
 *
 * A stretch that neither calls nor begins a loop only adds its work to a local variable, which processors hold in a
 * register; whatever comes next that can be seen from outside, or stop, takes it from the global first.
 *
 * Two loops are given a faster way to the same end ({@link FLASH_SCAN}, {@link FILLING}): same result, same count of work.
 *
 * The format is that of the WebAssembly core specification 1.0, chapter 5, with sign extension: what the VM was
 * compiled for. Code is inserted, never reordered, which keeps this far smaller than a compiler for WebAssembly
 * would be: a sequence that leaves the operand stack as it found it may stand between any two instructions.
 */

/** Name of the exported mutable i32. */
export const FUEL_EXPORT = "fuel";
/**
 * Fuel that the counter holds when the module is instantiated, and the most that it can be set to.
 */
export const FULL_FUEL = 0x7fffffff;

/** The module was not made as the VM's is: something in it is not known here. */
export class NotMeterable extends Error {}

/** The module with the counter. Same bytes in, same bytes out. */
export function meter(module: Uint8Array): Uint8Array {
  const sections = sectionsOf(module);
  const imports = sections.find((section) => section.id === SECTION.import);
  const [globals] = [SECTION.global, SECTION.export, SECTION.code].map((id) => section(sections, id));
  const shapes = functionShapes(sections);
  const fuel = countImportedGlobals(imports?.content ?? EMPTY_VECTOR) + new Reader(globals.content).u32();
  const out = new Writer();
  out.bytes(module.subarray(0, HEADER_SIZE));
  for (const { id, content } of sections) {
    out.byte(id);
    if (id === SECTION.global) out.sized(append(content, [I32, MUTABLE, ...i32Const(FULL_FUEL), OP.end]));
    else if (id === SECTION.export) out.sized(append(content, exportEntry(fuel)));
    else if (id === SECTION.code) out.sized(meterCode(content, fuel, shapes));
    else out.sized(content);
  }
  return out.done();
}

/** Magic and version, bytes. */
const HEADER_SIZE = 8;
const SECTION = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 };
const EMPTY_VECTOR = Uint8Array.of(0);
const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;
const MUTABLE = 1;
const EXTERNAL = { function: 0, table: 1, memory: 2, global: 3 };

const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  firstLoad: 0x28,
  i64Load: 0x29,
  i32LoadByte: 0x2d,
  i64Store: 0x37,
  lastStore: 0x3e,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32EqualsZero: 0x45,
  i32Equals: 0x46,
  i32LessThan: 0x48,
  i32LessThanUnsigned: 0x49,
  i32MoreThan: 0x4b,
  i64EqualsZero: 0x50,
  i32Add: 0x6a,
  i32Subtract: 0x6b,
  i32Multiply: 0x6c,
  i32And: 0x71,
  i32ShiftRight: 0x76,
  i64Or: 0x84,
  i64Xor: 0x85,
  i32Wrap: 0xa7,
  lastNumeric: 0xc4,
};
const NO_RESULT = 0x40;
/** Of the bulk memory operations, which came after 1.0 and which every engine has. */
const OP_MEMORY_FILL = [0xfc, 0x0b, 0];

/**
 * Units of work of an instruction, by opcode: about the instructions that a 32-bit core without a unit for
 * double-precision numbers, as all ESP32 are, executes for it. What names values and places is free.
 * First match counts; everything else is one unit.
 */
const WORK: readonly (readonly [first: number, last: number, units: number])[] = [
  [OP.nop, OP.loop, 0],
  [OP.else, OP.end, 0],
  [OP.drop, OP.drop, 0],
  [OP.localGet, OP.localTee, 0],
  [OP.i32Const, OP.f64Const, 0],
  // Comparisons of 64-bit integers, then of doubles (a call of the compiler's runtime library).
  [0x50, 0x5a, 2],
  [0x61, 0x66, 20],
  // Division: 32 bits in hardware, 64 bits in the library.
  [0x6d, 0x70, 8],
  [0x7f, 0x82, 60],
  [0x79, 0x8a, 2],
  // Doubles: sign operations, then arithmetic and conversions.
  [0x99, 0x9a, 2],
  [0x9b, 0xa6, 40],
  [0xaa, 0xab, 20],
  [0xb0, 0xb1, 20],
  [0xb7, 0xbb, 20],
];

const WORK_OF = Uint8Array.from(
  { length: 256 },
  (_, opcode) => WORK.find(([first, last]) => first <= opcode && opcode <= last)?.[2] ?? 1,
);

/** After these, a new stretch of code begins: it is entered from elsewhere, or not always reached from before. */
const BORDERS = new Set<number>([OP.loop, OP.if, OP.else, OP.end, OP.brIf]);

/** Before these, the global holds all work so far: others read it, or the function ends. */
const READINGS = new Set<number>([OP.unreachable, OP.return, OP.call, OP.callIndirect]);

/** The byte that flash holds where nothing was written; and eight of them. */
const UNUSED = 0x37;
const UNUSED_BYTES = 0x3737_3737_3737_3737n;

/**
 * Start of the loop in which the runtime looks for the end of the used flash at each save (`flash_sync` in `flash.c`):
 * byte by byte from the end, though most of it is unused. Local 0: address of the flash; local 1: bytes left to look at.
 */
const FLASH_SCAN = [
  ...[OP.loop, NO_RESULT, OP.localGet, 1, OP.i32Const, 0x7f, OP.i32Add, OP.localTee, 2],
  ...[OP.i32Const, 0, OP.i32LessThan, OP.brIf, 1, OP.localGet, 2, OP.localSet, 1],
  ...[OP.localGet, 0, OP.localGet, 2, OP.i32Add, OP.i32LoadByte, 0, 0],
  ...[OP.i32Const, UNUSED, OP.i32Equals, OP.brIf, 0, OP.end],
];
/** Bytes that the faster way looks at in one round. */
const SCAN_BYTES = 32;

/** Bytes that a round of {@link FILLING} writes. */
const FILL_BYTES = 32;
/**
 * The loop of `memset`: the garbage collector marks what is free again at each allocation. Local 1: address; local 2: bytes
 * left, at least {@link FILL_BYTES}; local 6: the byte, eight times.
 */
const FILLING = [
  ...[OP.loop, NO_RESULT],
  ...[24, 16, 8, 0].flatMap((offset) => [OP.localGet, 1, OP.localGet, 6, OP.i64Store, 3, offset]),
  ...[OP.localGet, 1, OP.i32Const, FILL_BYTES, OP.i32Add, OP.localSet, 1],
  ...[OP.localGet, 2, OP.i32Const, ...signedLeb(-BigInt(FILL_BYTES)), OP.i32Add, OP.localTee, 2],
  ...[OP.i32Const, FILL_BYTES - 1, OP.i32MoreThan, OP.brIf, 0, OP.end],
];
/** Bytes from which on filling at once is faster: it is a call. */
const FILLED_AT_ONCE = 512;

/** Loops before which a faster way is tried. */
const QUICKER: readonly {
  readonly loop: readonly number[];
  /** Code ahead of the loop; `held`: number of the local that holds work. */
  readonly ahead: (fuel: number, held: number) => number[];
}[] = [
  { loop: FLASH_SCAN, ahead: scanInWords },
  { loop: FILLING, ahead: fillAtOnce },
];

interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

function sectionsOf(module: Uint8Array): Section[] {
  const reader = new Reader(module);
  const header = reader.take(HEADER_SIZE);
  if (String.fromCharCode(...header) !== "\0asm\u0001\0\0\0")
    throw new NotMeterable("not a WebAssembly 1 module");
  const sections: Section[] = [];
  while (!reader.atEnd) sections.push({ id: reader.byte(), content: reader.take(reader.u32()) });
  return sections;
}

function section(sections: readonly Section[], id: number): Section {
  const found = sections.find((section) => section.id === id);
  if (found === undefined) throw new NotMeterable(`no section ${id}`);
  return found;
}

function countImportedGlobals(imports: Uint8Array): number {
  const reader = new Reader(imports);
  let globals = 0;
  for (let left = reader.u32(); left > 0; left--) {
    reader.take(reader.u32());
    reader.take(reader.u32());
    const kind = reader.byte();
    if (kind === EXTERNAL.function) reader.u32();
    else if (kind === EXTERNAL.global) {
      reader.take(2);
      globals++;
    } else {
      if (kind === EXTERNAL.table) reader.byte();
      const hasMaximum = reader.byte() === 1;
      reader.u32();
      if (hasMaximum) reader.u32();
    }
  }
  return globals;
}

/** Signature of a function, which its code does not say. */
interface Shape {
  readonly parameters: number;
  /** Type of a block that leaves what the function returns. */
  readonly result: number;
}

/** Those of all functions that the module does not import, in order. */
function functionShapes(sections: readonly Section[]): Shape[] {
  const types = new Reader(section(sections, SECTION.type).content);
  const shapes: Shape[] = [];
  for (let left = types.u32(); left > 0; left--) {
    if (types.byte() !== FUNCTION_TYPE) throw new NotMeterable("a type is none of a function");
    const parameters = types.take(types.u32()).length;
    const results = types.take(types.u32());
    if (results.length > 1) throw new NotMeterable("a function has several results");
    shapes.push({ parameters, result: results[0] ?? NO_RESULT });
  }
  const functions = new Reader(section(sections, SECTION.function).content);
  return Array.from({ length: functions.u32() }, () => {
    const shape = shapes[functions.u32()];
    if (shape === undefined) throw new NotMeterable("a function has no type");
    return shape;
  });
}

/** A vector with one more entry. */
function append(vector: Uint8Array, entry: readonly number[]): Uint8Array {
  const reader = new Reader(vector);
  const out = new Writer();
  out.u32(reader.u32() + 1);
  out.bytes(reader.rest());
  out.bytes(entry);
  return out.done();
}

function exportEntry(global: number): number[] {
  const name = Array.from(FUEL_EXPORT, (character) => character.charCodeAt(0));
  return [name.length, ...name, EXTERNAL.global, ...leb(global)];
}

function meterCode(code: Uint8Array, fuel: number, shapes: readonly Shape[]): Uint8Array {
  const reader = new Reader(code);
  const out = new Writer();
  const count = reader.u32();
  if (count !== shapes.length) throw new NotMeterable("a function has no code");
  out.u32(count);
  for (const shape of shapes) out.sized(meterFunction(reader.take(reader.u32()), fuel, shape));
  return out.done();
}

function meterFunction(body: Uint8Array, fuel: number, { parameters, result }: Shape): Uint8Array {
  const reader = new Reader(body);
  const out = new Writer();
  const groups = reader.u32();
  const declarations = reader.at;
  let locals = parameters;
  for (let left = groups; left > 0; left--) {
    locals += reader.u32();
    reader.byte();
  }
  /** The local that holds work which the global does not have yet. */
  const held = leb(locals);
  out.u32(groups + 1);
  out.bytes(body.subarray(declarations, reader.at));
  // A block around everything, so that whatever leaves the function by a branch comes to its end.
  out.bytes([1, I32, OP.block, result]);
  const hold = (work: number) => {
    if (work > 0) out.bytes([OP.localGet, ...held, ...i32Const(work), OP.i32Add, OP.localSet, ...held]);
  };
  const take = (work: number) => {
    out.bytes([OP.globalGet, ...leb(fuel), OP.localGet, ...held, OP.i32Subtract]);
    if (work > 0) out.bytes([...i32Const(work), OP.i32Subtract]);
    out.bytes([OP.globalSet, ...leb(fuel), ...i32Const(0), OP.localSet, ...held]);
  };
  const stopWhenEmpty = [
    ...[OP.globalGet, ...leb(fuel), ...i32Const(0), OP.i32LessThan],
    ...[OP.if, NO_RESULT, OP.unreachable, OP.end],
  ];
  let start = reader.at;
  let work = 0;
  let inLoop = false;
  let isRead = false;
  const stretch = (end: number) => {
    if (inLoop || isRead) take(work);
    else hold(work);
    if (inLoop) out.bytes(stopWhenEmpty);
    out.bytes(body.subarray(start, end));
    start = end;
    work = 0;
    isRead = false;
  };
  while (!reader.atEnd) {
    const quicker = QUICKER.find(({ loop }) => startsWith(body, reader.at, loop));
    if (quicker !== undefined) {
      stretch(reader.at);
      out.bytes(quicker.ahead(fuel, locals));
    }
    const opcode = reader.byte();
    skipImmediates(reader, opcode);
    work += WORK_OF[opcode];
    isRead ||= READINGS.has(opcode);
    if (BORDERS.has(opcode)) {
      stretch(reader.at);
      inLoop = opcode === OP.loop;
    }
  }
  stretch(reader.at);
  take(0);
  out.byte(OP.end);
  return out.done();
}

/**
 * Rounds of {@link FLASH_SCAN}, many at a time, as long as none of them finds what it looks for, nor the fuel spent.
 */
function scanInWords(fuel: number, held: number): number[] {
  const [address, left] = [0, 1];
  const work = i32Const(SCAN_BYTES * workIn(Uint8Array.from(FLASH_SCAN)));
  const size = i32Const(SCAN_BYTES);
  const lowered = (local: number) => [OP.localGet, ...leb(local), ...size, OP.i32Subtract];
  const word = (offset: number) => [
    ...[OP.localGet, address, ...lowered(left), OP.i32Add, OP.i64Load, 0, offset],
    ...[OP.i64Const, ...signedLeb(UNUSED_BYTES), OP.i64Xor],
  ];
  return [
    ...[OP.block, NO_RESULT, OP.loop, NO_RESULT],
    ...[OP.localGet, left, ...size, OP.i32LessThan, OP.brIf, 1],
    ...[OP.globalGet, ...leb(fuel), OP.localGet, ...leb(held), OP.i32Subtract, ...work],
    ...[OP.i32LessThan, OP.brIf, 1],
    ...[...word(0), ...word(8), OP.i64Or, ...word(16), OP.i64Or, ...word(24), OP.i64Or],
    ...[OP.i64EqualsZero, OP.i32EqualsZero, OP.brIf, 1],
    ...[...lowered(left), OP.localSet, left],
    ...[OP.localGet, ...leb(held), ...work, OP.i32Add, OP.localSet, ...leb(held)],
    ...[OP.br, 0, OP.end, OP.end],
  ];
}

/** All rounds of {@link FILLING} but the last, unless they are few or would find the fuel spent. */
function fillAtOnce(fuel: number, held: number): number[] {
  const [address, left, byte] = [1, 2, 6];
  const size = [
    ...[OP.localGet, left, ...i32Const(FILL_BYTES), OP.i32Subtract],
    ...[OP.i32Const, ...signedLeb(-BigInt(FILL_BYTES)), OP.i32And],
  ];
  const rounds = [...size, ...i32Const(Math.log2(FILL_BYTES)), OP.i32ShiftRight];
  const work = [...rounds, ...i32Const(workIn(Uint8Array.from(FILLING))), OP.i32Multiply];
  return [
    ...[OP.block, NO_RESULT],
    ...[...size, ...i32Const(FILLED_AT_ONCE), OP.i32LessThanUnsigned, OP.brIf, 0],
    ...[OP.globalGet, ...leb(fuel), OP.localGet, ...leb(held), OP.i32Subtract, ...work],
    ...[OP.i32LessThan, OP.brIf, 0],
    ...[OP.localGet, address, OP.localGet, byte, OP.i32Wrap, ...size, ...OP_MEMORY_FILL],
    ...[OP.localGet, ...leb(held), ...work, OP.i32Add, OP.localSet, ...leb(held)],
    ...[OP.localGet, address, ...size, OP.i32Add, OP.localSet, address],
    ...[OP.localGet, left, ...size, OP.i32Subtract, OP.localSet, left],
    OP.end,
  ];
}

/** Units of work of a sequence of instructions, each run once. */
function workIn(code: Uint8Array): number {
  const reader = new Reader(code);
  let work = 0;
  while (!reader.atEnd) {
    const opcode = reader.byte();
    skipImmediates(reader, opcode);
    work += WORK_OF[opcode];
  }
  return work;
}

function startsWith(code: Uint8Array, at: number, sequence: readonly number[]): boolean {
  return sequence.every((byte, i) => code[at + i] === byte);
}

/** Core specification 1.0, 5.4. */
function skipImmediates(reader: Reader, opcode: number): void {
  switch (opcode) {
    case OP.block:
    case OP.loop:
    case OP.if:
    case OP.memorySize:
    case OP.memoryGrow:
      reader.byte();
      return;
    case OP.br:
    case OP.brIf:
    case OP.call:
    case OP.i32Const:
    case OP.i64Const:
      reader.skipLeb();
      return;
    case OP.brTable:
      for (let left = reader.u32() + 1; left > 0; left--) reader.u32();
      return;
    case OP.callIndirect:
      reader.u32();
      reader.byte();
      return;
    case OP.f32Const:
      reader.take(4);
      return;
    case OP.f64Const:
      reader.take(8);
      return;
  }
  if (opcode >= OP.localGet && opcode <= OP.globalSet) reader.u32();
  else if (opcode >= OP.firstLoad && opcode <= OP.lastStore) {
    reader.u32();
    reader.u32();
  } else if (opcode > OP.lastNumeric || (opcode > OP.callIndirect && opcode < OP.drop) || isGap(opcode)) {
    throw new NotMeterable(`unknown instruction 0x${opcode.toString(16)}`);
  }
}

/** Opcodes that version 1.0 leaves free below {@link OP.lastNumeric}. */
function isGap(opcode: number): boolean {
  return (
    (opcode > OP.else && opcode < OP.end) ||
    (opcode > 0x1b && opcode < OP.localGet) ||
    (opcode > OP.globalSet && opcode < OP.firstLoad)
  );
}

class Reader {
  at = 0;

  constructor(private readonly from: Uint8Array) {}

  get atEnd(): boolean {
    return this.at >= this.from.length;
  }

  byte(): number {
    if (this.atEnd) throw new NotMeterable("the module is cut short");
    return this.from[this.at++];
  }

  take(length: number): Uint8Array {
    const bytes = this.from.subarray(this.at, this.at + length);
    if (bytes.length < length) throw new NotMeterable("the module is cut short");
    this.at += length;
    return bytes;
  }

  rest(): Uint8Array {
    return this.take(this.from.length - this.at);
  }

  /** Unsigned LEB128, at most five bytes. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new NotMeterable("a number has too many bytes");
  }

  skipLeb(): void {
    while (this.byte() >= 0x80);
  }
}

class Writer {
  private buffer = new Uint8Array(1024);
  private length = 0;

  byte(value: number): void {
    this.bytes([value]);
  }

  u32(value: number): void {
    this.bytes(leb(value));
  }

  bytes(values: ArrayLike<number>): void {
    if (this.length + values.length > this.buffer.length) {
      const larger = new Uint8Array(2 * this.buffer.length + values.length);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer.set(values, this.length);
    this.length += values.length;
  }

  /** With its length in front. */
  sized(content: Uint8Array): void {
    this.u32(content.length);
    this.bytes(content);
  }

  done(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

/** Unsigned LEB128. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(Math.floor(value / 0x80))];
}

/** `i32.const` of a number that is not negative; its signed LEB128 must not end in a byte with bit 6 set. */
function i32Const(value: number): number[] {
  const bytes = leb(value);
  const last = bytes.length - 1;
  if ((bytes[last] & 0x40) !== 0) bytes.splice(last, 1, bytes[last] | 0x80, 0);
  return [OP.i32Const, ...bytes];
}

/** Signed LEB128. */
function signedLeb(value: bigint): number[] {
  const byte = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = rest === ((byte & 0x40) === 0 ? 0n : -1n);
  return isLast ? [byte] : [byte | 0x80, ...signedLeb(rest)];
}
