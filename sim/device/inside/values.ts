/**
 * Reads values of the running program out of the VM's memory, as plain data.
 *
 * A value is 8 bytes: an integer, a double, or a type with a reference. See `devs_value.h` and `devs_gc.h` of the
 * runtime; the numbers here were checked by experiment.
 */
import { toText } from "../../tape/bytes.ts";
import { BUILTIN_STRING_COUNT, BUILTIN_STRINGS, IMAGE, VALUE_BYTES } from "./layout.ts";

/** A value as firmware saw it. Texts are secrets where settings are. */
export type SeenValue = number | string | boolean | null | undefined | SeenObject;

/** Something with members. The address tells objects apart until the garbage collector reuses it. */
export interface SeenObject {
  readonly kind: "object" | "array" | "buffer" | "function" | "other";
  readonly address: number;
}

/** Longest text that is read, bytes of UTF-8; of a longer one the beginning. */
export const MAX_TEXT_BYTES = 1_024;
/** Elements of an array and members of an object that are read. */
const MAX_ELEMENTS = 1_024;

/** The upper word of an integer. */
const INTEGER = 0xffffffff;
const EXPONENT = 0x7ff00000;
/** Low four bits of the upper word: what the lower word is. */
const TYPE = {
  special: 0,
  function: 3,
  imageItem: 4,
  method: 5,
  collected: 8,
  closure: 9,
  methodOfCollected: 10,
};
const FUNCTIONS = [TYPE.function, TYPE.method, TYPE.closure, TYPE.methodOfCollected];
/** Special values, lower word. */
const SPECIAL = new Map<number, SeenValue>([
  [0, undefined],
  [1, false],
  [2, Number.NaN],
  [3, null],
  [0x40, true],
  [0x42, Number.POSITIVE_INFINITY],
  [0x43, Number.NEGATIVE_INFINITY],
]);
/** Kinds of garbage-collected objects: low four bits of their fourth byte. */
const TAG = { array: 3, map: 4, buffer: 5, text: 6, boundFunction: 7, longText: 12 };
/** Arrays and maps: number of elements, u16, and where they are. */
const ELEMENTS = { count: 8, data: 12 };
/** Upper two bits of an image item's 16-bit number: the table that it is in. */
const TABLE = { buffer: 0, builtin: 1, ascii: 2, utf8: 3 };

/** Reads from one VM's memory. `image` is the address of the program, from its context. */
export class ValueReader {
  readonly view: DataView;
  private readonly builtins: (string | undefined)[] = [];

  constructor(private readonly memory: Uint8Array) {
    this.view = new DataView(memory.buffer);
  }

  value(at: number, image: number): SeenValue {
    const low = this.word(at);
    const high = this.word(at + 4);
    if (high === INTEGER) return low | 0;
    if ((high & EXPONENT) !== 0) return this.view.getFloat64(at, true);
    const type = high & 15;
    if (type === TYPE.special && SPECIAL.has(low)) return SPECIAL.get(low);
    if (type === TYPE.collected) return this.collected(low);
    if (type === TYPE.imageItem) return this.imageItem(low & 0xffff, image);
    if (FUNCTIONS.includes(type)) return { kind: "function", address: low };
    return { kind: "other", address: low };
  }

  /** Puts a number in the place of a value. */
  write(at: number, number: number): void {
    const isInteger = (number | 0) === number;
    if (isInteger) {
      this.view.setInt32(at, number, true);
      this.view.setUint32(at + 4, INTEGER, true);
    } else this.view.setFloat64(at, number, true);
  }

  /** Number of the program's function that a value calls; null for anything else. */
  functionIndex(at: number): number | null {
    const type = this.word(at + 4) & 15;
    if (type !== TYPE.function && type !== TYPE.closure) return null;
    return type === TYPE.closure ? (this.word(at + 4) >>> 4) & 0xffff : this.word(at) & 0xffff;
  }

  /** Addresses of an array's values, or of an object's names and values in turn. */
  elements(at: number, kind: "array" | "object"): number[] {
    return this.word(at + 4) === TYPE.collected ? this.elementsOf(this.word(at), kind) : [];
  }

  /** The same of the array or object that is at an address itself. */
  elementsOf(object: number, kind: "array" | "object"): number[] {
    if (this.tag(object) !== (kind === "array" ? TAG.array : TAG.map)) return [];
    const values = Math.min(this.half(object + ELEMENTS.count), MAX_ELEMENTS) * (kind === "array" ? 1 : 2);
    const data = this.word(object + ELEMENTS.data);
    return Array.from({ length: values }, (_, i) => data + VALUE_BYTES * i);
  }

  /** Text of the image's table of ASCII strings. */
  ascii(index: number, image: number): string {
    const offset = this.half(image + this.word(image + IMAGE.ascii) + 2 * index);
    return this.terminated(image + this.word(image + IMAGE.strings) + offset);
  }

  /** Text of the image's table of strings with other characters: sizes, jump table and bytes. */
  utf8(index: number, image: number): string {
    const offset = this.word(image + this.word(image + IMAGE.utf8) + 4 * index);
    return this.jumpTableText(image + this.word(image + IMAGE.strings) + offset);
  }

  /** Text that the runtime itself knows, such as `length`. */
  builtin(index: number): string {
    if (index >= BUILTIN_STRING_COUNT) return "";
    this.builtins[index] ??= this.terminated(this.word(BUILTIN_STRINGS + 4 * index));
    return this.builtins[index];
  }

  private imageItem(item: number, image: number): SeenValue {
    const index = item & 0x3fff;
    switch (item >> 14) {
      case TABLE.builtin:
        return this.builtin(index);
      case TABLE.ascii:
        return this.ascii(index, image);
      case TABLE.utf8:
        return this.utf8(index, image);
      default:
        return { kind: "buffer", address: item };
    }
  }

  private collected(at: number): SeenValue {
    switch (this.tag(at)) {
      case TAG.text:
        return this.text(at + 6, this.half(at + 4));
      case TAG.longText:
        return this.jumpTableText(at + 4);
      case TAG.array:
        return { kind: "array", address: at };
      case TAG.map:
        return { kind: "object", address: at };
      case TAG.buffer:
        return { kind: "buffer", address: at };
      case TAG.boundFunction:
        return { kind: "function", address: at };
      default:
        return { kind: "other", address: at };
    }
  }

  /** Size u16, then length u16 whose upper 12 bits count the jump table's entries of 2 bytes, the table, the text. */
  private jumpTableText(at: number): string {
    return this.text(at + 4 + 2 * (this.half(at + 2) >> 4), this.half(at));
  }

  private text(at: number, sizeBytes: number): string {
    return toText(this.memory.subarray(at, at + Math.min(sizeBytes, MAX_TEXT_BYTES)));
  }

  private terminated(at: number): string {
    const end = this.memory.indexOf(0, at);
    return this.text(at, end - at);
  }

  private tag(object: number): number {
    return object + 4 <= this.memory.length ? this.memory[object + 3] & 15 : 0;
  }

  private word(at: number): number {
    return at >= 0 && at + 4 <= this.memory.length ? this.view.getUint32(at, true) : 0;
  }

  private half(at: number): number {
    return at >= 0 && at + 2 <= this.memory.length ? this.view.getUint16(at, true) : 0;
  }
}
