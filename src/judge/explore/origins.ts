/**
 * Origins: from which input a value came that firmware handles, and what that input would have to be for the value to
 * be another one. They follow a text through `JSON.parse`, members, slices, single characters, numbers and arithmetic
 * backwards (input-to-state correspondence; C. Aschermann and others: "REDQUEEN", NDSS 2019, for steps that keep the
 * value, and inverse functions for those that do not).
 */
import type { Use } from "../../../sim/device/inside/observations.ts";
import type { SeenValue } from "../../../sim/device/inside/values.ts";
import { fromHex, fromLatin1, toBytes, toHex, toLatin1, toText } from "../../../sim/tape/bytes.ts";

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

export interface Origin {
  /** Number of the input. */
  readonly input: number;
  /** What the input is when the value is `wanted`; null where it cannot be that. */
  readonly put: (wanted: Json) => Json | null;
}

/** An object that firmware made out of an input. */
interface Whole {
  readonly json: Json;
  readonly origin: Origin;
}

/** Bytes that firmware made out of a text. */
interface Bytes {
  readonly bytes: Uint8Array;
  /** Puts other bytes into the input. */
  readonly put: (bytes: Uint8Array) => Json | null;
  /** Number of the input. */
  readonly input: number;
}

interface Dated {
  readonly origin: Origin;
  readonly since: number;
}

/** The input that random numbers come from. */
export const CHANCE = -1;

/** Origins of one value that are kept: the latest. */
const MAX_ORIGINS = 4;
/** Small numbers are seldom unique: after so many observations, an equal one is taken for another. */
const SMALL_LASTS = 60;
const SMALL = 1_000;
const EMPTY_LASTS = 4;
/** Longest text and list that are made. */
const MAX_LENGTH = 1_000;
/** Character and element with which texts and lists are made longer. */
const FILLER = "x";

export class Origins {
  private readonly texts = new Map<string, Origin[]>();
  /** Numbers, and the empty text. */
  private readonly common = new Map<number | "", Dated[]>();
  private readonly wholes = new Map<number, Whole>();
  private readonly buffers = new Map<number, Bytes>();
  /** Messages that arrive as bytes. */
  private readonly messages: Bytes[] = [];
  /** The text that was searched last, of those that have an origin. */
  private lastSearched: { readonly text: string; readonly sought: string } | null = null;
  private observed = 0;

  /** One more observation was made. */
  tick(): void {
    this.observed++;
  }

  of(value: SeenValue): readonly Origin[] {
    if (typeof value === "string" && value !== "") return this.texts.get(value) ?? [];
    if (typeof value === "number" || value === "") {
      const isSmall = value !== "" && Math.abs(value) <= SMALL;
      const lasts = value === "" ? EMPTY_LASTS : isSmall ? SMALL_LASTS : Number.POSITIVE_INFINITY;
      const known = this.common.get(value) ?? [];
      return known.filter(({ since }) => this.observed - since < lasts).map(({ origin }) => origin);
    }
    const whole = this.whole(value);
    return whole === undefined ? [] : [whole.origin];
  }

  /** An input has this value all along. */
  said(value: Json, origin: Origin): void {
    if (typeof value === "number") {
      const known = this.common.get(value) ?? [];
      this.common.set(value, [...known, { origin, since: Number.POSITIVE_INFINITY }]);
    } else this.learn(value, origin);
  }

  /** The same, and it arrives as bytes: a character each. */
  arrives(value: string, { input, put }: Origin): void {
    this.messages.push({ bytes: fromLatin1(value), input, put: (bytes) => put(toLatin1(bytes)) });
  }

  /** A value came from there. */
  learn(value: SeenValue | Json, origin: Origin): void {
    if (typeof value === "string" && value !== "") {
      const known = this.texts.get(value) ?? [];
      if (known.length < MAX_ORIGINS) this.texts.set(value, [...known, origin]);
    } else if (typeof value === "number" || value === "") {
      const known = this.common.get(value) ?? [];
      this.common.set(value, [...known.slice(1 - MAX_ORIGINS), { origin, since: this.observed }]);
    }
  }

  whole(value: SeenValue): Whole | undefined {
    return typeof value === "object" && value !== null ? this.wholes.get(value.address) : undefined;
  }

  /** A member was looked up and found. */
  found(object: SeenValue, member: SeenValue, found: SeenValue): void {
    if (typeof object === "string") this.foundInText(object, member, found);
    const whole = this.whole(object);
    if (whole !== undefined) this.foundInWhole(whole, member, found);
    if (typeof object !== "object" || object === null || whole !== undefined) return;
    const known = this.buffers.get(object.address);
    // A message is known by what is found in it.
    for (const { bytes, input, put } of known === undefined ? this.messages : [known]) {
      if (typeof member === "number" && bytes[member] === found)
        this.learn(found, {
          input,
          put: (byte) => (isByte(byte) ? put(withByte(bytes, member, byte)) : null),
        });
      else if (member === "length" && bytes.length === found)
        this.learn(found, {
          input,
          put: (length) => (isLength(length) ? put(withLength(bytes, length)) : null),
        });
    }
  }

  /**
   * A text was searched for another: the position has the origin of what was sought. Whoever splits the text there looks
   * at how many parts it has.
   */
  searched(text: string, sought: string, result: number): void {
    const parts = sought === "" ? [] : text.split(sought);
    if (parts.length > 0 && this.of(text).length > 0) this.lastSearched = { text, sought };
    if (parts.length > 0)
      this.follow(text, parts.length, (wanted) =>
        isLength(wanted) && wanted > 0 ? resized(parts, wanted, FILLER).join(sought) : null,
      );
    if (sought.length === 1 && result >= 0)
      this.follow(sought, result, (wanted) => (typeof wanted === "number" ? (text[wanted] ?? null) : null));
  }

  /**
   * A list has no member of this number. It may hold the parts of the text that was searched last: that text with parts
   * enough, which `made` makes.
   */
  missingPart(
    member: number,
    made: () => string,
  ): { readonly origins: readonly Origin[]; text: string } | null {
    if (this.lastSearched === null || !isLength(member)) return null;
    const { text, sought } = this.lastSearched;
    const parts = text.split(sought);
    if (member < parts.length) return null;
    while (parts.length <= member) parts.push(made());
    return { origins: this.of(text), text: parts.join(sought) };
  }

  used({ name, of, result }: Use): void {
    const [first, second] = of;
    switch (name) {
      case "JSON.parse":
        for (const origin of this.of(first)) this.parsed(first as string, result, origin);
        return;
      case "Buffer.from":
        this.intoBytes(first, second, result);
        return;
      case "Buffer.toString":
        this.fromBytes(first, second, result);
        return;
      case "parseInt":
      case "parseFloat":
        this.follow(first, result, (wanted) => (typeof wanted === "number" ? String(wanted) : null));
        return;
      case "toLowerCase":
      case "toUpperCase":
        this.follow(first, result, (wanted) => wanted);
        return;
      case "charAt":
      case "charCodeAt":
      case "slice":
        this.cut(name, of, result);
        return;
      case "Math.random":
      case "Math.randomInt":
        this.drawn(name === "Math.random" ? null : first, result);
        return;
      case "String.fromCharCode":
        if (of.length === 1)
          this.follow(first, result, (wanted) => (typeof wanted === "string" ? wanted.charCodeAt(0) : null));
        return;
      default:
        this.computed(name, of, result);
    }
  }

  /** A number was drawn by chance: below 1, or up to `most`. The input is the share that it has of its range. */
  private drawn(most: SeenValue, result: SeenValue): void {
    const shareOf = (wanted: number) => (typeof most === "number" ? (wanted + 0.5) / (most + 1) : wanted);
    this.learn(result, {
      input: CHANCE,
      put: (wanted) => {
        const share = typeof wanted === "number" ? shareOf(wanted) : Number.NaN;
        return share >= 0 && share < 1 ? share : null;
      },
    });
  }

  /** `result` was made of `value`; `back` undoes it. */
  private follow(value: SeenValue, result: SeenValue, back: (wanted: Json) => Json | null): void {
    if (result === value) return;
    for (const { input, put } of this.of(value))
      this.learn(result, {
        input,
        put: (wanted) => {
          const before = back(wanted);
          return before === null ? null : put(before);
        },
      });
  }

  private parsed(text: string, result: SeenValue, { input, put }: Origin): void {
    const json = parsedJson(text);
    if (json === undefined) return;
    const origin: Origin = { input, put: (wanted) => put(JSON.stringify(wanted)) };
    this.learnJson(json, result, origin);
  }

  private learnJson(json: Json | undefined, value: SeenValue, origin: Origin): void {
    const isObject = typeof value === "object" && value !== null;
    if (isObject && typeof json === "object" && json !== null)
      this.wholes.set(value.address, { json, origin });
    else this.learn(value, origin);
  }

  private foundInWhole({ json, origin }: Whole, member: SeenValue, found: SeenValue): void {
    const { input } = origin;
    if (Array.isArray(json) && member === "length")
      this.learn(found, {
        input,
        put: (wanted) =>
          isLength(wanted) ? origin.put(resized(json as Json[], wanted, json.at(-1) ?? FILLER)) : null,
      });
    else if (typeof member === "string" || typeof member === "number")
      this.learnJson(memberOf(json, member), found, {
        input,
        put: (wanted) => origin.put(withMember(json, member, wanted)),
      });
  }

  private foundInText(text: string, member: SeenValue, found: SeenValue): void {
    if (member === "length")
      this.follow(text, found, (wanted) =>
        isLength(wanted) ? text.slice(0, wanted).padEnd(wanted, fillerOf(text)) : null,
      );
    else if (typeof member === "number")
      this.follow(text, found, (wanted) =>
        typeof wanted === "string" ? withPart(text, member, member + 1, wanted) : null,
      );
  }

  private cut(name: string, [text, from, to]: readonly SeenValue[], result: SeenValue): void {
    if (typeof text !== "string") return;
    const { length } = text;
    const position = (value: SeenValue, otherwise: number) =>
      typeof value !== "number" ? otherwise : value < 0 ? Math.max(0, length + value) : value;
    const start = position(from, 0);
    const end = name === "slice" ? position(to, length) : start + 1;
    this.follow(text, result, (wanted) => {
      const part = name !== "charCodeAt" ? wanted : isCharacter(wanted) ? String.fromCharCode(wanted) : null;
      return typeof part === "string" ? withPart(text, start, end, part) : null;
    });
  }

  private computed(name: string, [left, right]: readonly SeenValue[], result: SeenValue): void {
    if (name === "+" && typeof result === "string") {
      this.joined(left, right, result);
      return;
    }
    if (typeof left !== "number") return;
    const inverse = right === undefined ? UNARY[name] : LEFT[name];
    const other = typeof right === "number" ? right : 0;
    if (inverse !== undefined) this.follow(left, result, (w) => finite(w, (n) => inverse(n, other, left)));
    // Of two equal numbers, the left one is taken for the one that was said.
    const inverseOfRight = typeof right === "number" && right !== left ? RIGHT[name] : undefined;
    if (inverseOfRight !== undefined)
      this.follow(right, result, (w) => finite(w, (n) => inverseOfRight(n, left)));
  }

  private joined(left: SeenValue, right: SeenValue, result: string): void {
    const parts = [left, right].map(String);
    const back = (before: string, after: string) => (wanted: Json) =>
      typeof wanted === "string" && wanted.startsWith(before) && wanted.endsWith(after)
        ? wanted.slice(before.length, wanted.length - after.length)
        : null;
    this.follow(left, result, back("", parts[1]));
    // The other part can become the rest, if it is said too.
    if (this.of(right).length > 0)
      this.follow(left, result, (wanted) =>
        typeof wanted === "string" && wanted.length > 1
          ? wanted.slice(0, Math.ceil(wanted.length / 2))
          : null,
      );
    this.follow(right, result, back(parts[0], ""));
  }

  private intoBytes(text: SeenValue, encoding: SeenValue, buffer: SeenValue): void {
    if (typeof text !== "string" || typeof buffer !== "object" || buffer === null) return;
    const format = FORMATS[typeof encoding === "string" ? encoding : "utf-8"];
    const [origin] = this.of(text);
    if (format === undefined || origin === undefined) return;
    const bytes = format.bytes(text);
    if (bytes === null) return;
    const put = (other: Uint8Array) => origin.put(format.text(other));
    this.buffers.set(buffer.address, { bytes, put, input: origin.input });
  }

  private fromBytes(buffer: SeenValue, encoding: SeenValue, result: SeenValue): void {
    if (typeof buffer !== "object" || buffer === null || typeof result !== "string") return;
    const format = FORMATS[typeof encoding === "string" ? encoding : "utf-8"];
    if (format === undefined) return;
    const known = this.buffers.get(buffer.address);
    if (known !== undefined) {
      const { input, put } = known;
      const back = (wanted: Json) => (typeof wanted === "string" ? (format.bytes(wanted) ?? null) : null);
      this.learn(result, {
        input,
        put: (wanted) => {
          const bytes = back(wanted);
          return bytes === null ? null : put(bytes);
        },
      });
      return;
    }
    // A message's content arrives as bytes: they have the origin of the text that they hold.
    const [origin] = this.of(result);
    const bytes = origin === undefined ? null : format.bytes(result);
    if (bytes === null) return;
    const put = (other: Uint8Array) => origin.put(format.text(other));
    this.buffers.set(buffer.address, { bytes, put, input: origin.input });
  }
}

interface Format {
  readonly bytes: (text: string) => Uint8Array | null;
  readonly text: (bytes: Uint8Array) => string;
}

/** Encodings that the runtime's buffers know. */
const FORMATS: Readonly<Record<string, Format | undefined>> = {
  "utf-8": { bytes: toBytes, text: toText },
  utf8: { bytes: toBytes, text: toText },
  hex: { bytes: (text) => (/^(?:[0-9a-f]{2})*$/i.test(text) ? fromHex(text) : null), text: toHex },
};

/** Inverse functions of operators: the operand for the wanted result; `now` is the operand as it is. */
const LEFT: Readonly<Record<string, ((wanted: number, right: number, now: number) => number) | undefined>> = {
  "+": (wanted, right) => wanted - right,
  "-": (wanted, right) => wanted + right,
  "*": (wanted, right) => wanted / right,
  "/": (wanted, right) => wanted * right,
  "&": (wanted, right, now) => (now & ~right) | wanted,
  "|": (wanted, right) => wanted & ~right,
  "^": (wanted, right) => wanted ^ right,
  "<<": (wanted, right) => wanted >> right,
  ">>": (wanted, right) => wanted << right,
  ">>>": (wanted, right) => wanted << right,
  "%": (wanted, right, now) => now - (now % right) + wanted,
  "Math.idiv": (wanted, right) => wanted * right,
};
const RIGHT: Readonly<Record<string, ((wanted: number, left: number) => number) | undefined>> = {
  "+": (wanted, left) => wanted - left,
  "-": (wanted, left) => left - wanted,
  "*": (wanted, left) => wanted / left,
  "/": (wanted, left) => left / wanted,
  "^": (wanted, left) => wanted ^ left,
};
const UNARY: Readonly<Record<string, ((wanted: number) => number) | undefined>> = {
  "+": (wanted) => wanted,
  "-": (wanted) => -wanted,
  "~": (wanted) => ~wanted,
  "| 0": (wanted) => wanted,
  // Away from the edge, where rounding would undo it.
  "Math.floor": (wanted) => wanted + 0.25,
  "Math.ceil": (wanted) => wanted,
  "Math.round": (wanted) => wanted,
  "Math.abs": (wanted) => wanted,
};

function finite(wanted: Json, inverse: (wanted: number) => number): number | null {
  const operand = typeof wanted === "number" ? inverse(wanted) : Number.NaN;
  return Number.isFinite(operand) ? operand : null;
}

export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function memberOf(json: Json, member: string | number): Json | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  return Object.hasOwn(json, member) ? (json as Readonly<Record<string, Json>>)[member] : undefined;
}

/** The value with a member more; what has no members becomes an object, or a list for a number. */
export function withMember(json: Json, member: string | number, value: Json): Json {
  if (typeof member === "number") {
    const list: Json[] = Array.isArray(json) ? [...json] : [];
    while (list.length < member && list.length < MAX_LENGTH) list.push(FILLER);
    list[member] = value;
    return list;
  }
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  return { ...(isObject ? json : {}), [member]: value };
}

function resized<Item>(list: readonly Item[], length: number, filler: Item): Item[] {
  return Array.from({ length }, (_, i) => list[i] ?? filler);
}

/** Digits are followed by digits. */
function fillerOf(text: string): string {
  return /\d$/.test(text) ? "0" : FILLER;
}

function withPart(text: string, start: number, end: number, part: string): string {
  return text.slice(0, start).padEnd(Math.min(start, MAX_LENGTH), FILLER) + part + text.slice(end);
}

function withByte(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = new Uint8Array(Math.max(bytes.length, Math.min(at + 1, MAX_LENGTH)));
  copy.set(bytes);
  copy[at] = byte;
  return copy;
}

function withLength(bytes: Uint8Array, length: number): Uint8Array {
  const resizedBytes = new Uint8Array(length).fill(FILLER.charCodeAt(0));
  resizedBytes.set(bytes.subarray(0, length));
  return resizedBytes;
}

function isLength(value: Json): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LENGTH;
}

function isCharacter(value: Json): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 0x10000;
}

function isByte(value: Json): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 0x100;
}
