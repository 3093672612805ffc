/** Packs and unpacks the fields of Jacdac packets by their specification. */

import type { FieldSpec, PacketSpec } from "../device/image.ts";
import { concat, toBytes } from "../tape/bytes.ts";
import { decodeWholeUtf8 } from "../tape/utf8.ts";
import { MAX_PAYLOAD_BYTES } from "./frame.ts";

export type FieldValue = number | string | boolean | Uint8Array;

/** Most data bytes that one packet can carry: a frame's payload without the packet's own header. */
export const MAX_DATA_BYTES = MAX_PAYLOAD_BYTES - 4;

/** How a field's bytes are read (Jacdac `jdpack` formats). */
type Encoding = "number" | "bool" | "text" | "zero-terminated" | "bytes";

/**
 * One packet's data. Missing values are zero or empty; numbers are clamped to what the field can hold. Values
 * beyond the last field fill further groups of those fields that repeat.
 */
export function packFields(spec: PacketSpec, values: readonly (FieldValue | undefined)[]): Uint8Array {
  const count = valueCount(spec, values.length);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let i = 0; i < count && total < MAX_DATA_BYTES; i++) {
    const part = packField(fieldAt(spec, i), values[i], i === count - 1);
    parts.push(part);
    total += part.length;
  }
  return (parts.length === 1 ? parts[0] : concat(...parts)).slice(0, MAX_DATA_BYTES);
}

/** Reads the fields back, repeated ones as often as they are there; stops where the data ends. */
export function unpackFields(spec: PacketSpec, data: Uint8Array): FieldValue[] {
  const values: FieldValue[] = [];
  const repeatsFrom = firstRepeated(spec);
  for (let i = 0, at = 0; i < spec.fields.length || repeatsFrom >= 0; i++) {
    const field = fieldAt(spec, i);
    const { value, end } = unpackField(field, data, at, i === spec.fields.length - 1);
    if (value === null || (repeatsFrom >= 0 && i >= repeatsFrom && at >= data.length)) break;
    values.push(value);
    at = end;
  }
  return values;
}

/** Fewest bytes that hold every field that does not repeat. */
export function leastBytes(spec: PacketSpec): number {
  const repeatsFrom = firstRepeated(spec);
  const once = repeatsFrom < 0 ? spec.fields : spec.fields.slice(0, repeatsFrom);
  return once.reduce((sum, field) => sum + (isSized(field) ? sizeBytes(field) : 0), 0);
}

/** The size of the packet's data, in bytes; null when it varies. */
export function fixedBytes(spec: PacketSpec): number | null {
  return firstRepeated(spec) < 0 && spec.fields.every(isSized) ? leastBytes(spec) : null;
}

function encodingOf({ type, storage }: FieldSpec): Encoding {
  if (type === "string0") return "zero-terminated";
  if (type === "string") return "text";
  if (type === "bool") return "bool";
  if (type === "bytes" || type === "pipe" || type === "devid" || type.startsWith("u8[")) return "bytes";
  return [1, 2, 4, 8].includes(Math.abs(storage)) ? "number" : "bytes";
}

/** 0 for a field that takes what is left of the packet. */
function sizeBytes(field: FieldSpec): number {
  return Math.abs(field.storage);
}

function isSized(field: FieldSpec): boolean {
  return sizeBytes(field) > 0;
}

function firstRepeated(spec: PacketSpec): number {
  return spec.fields.findIndex((field) => field.startRepeats === true);
}

function fieldAt(spec: PacketSpec, index: number): FieldSpec {
  const { fields } = spec;
  if (index < fields.length) return fields[index];
  const from = firstRepeated(spec);
  return fields[from + ((index - from) % (fields.length - from))];
}

/** Whole groups only: a packet never ends in the middle of one. */
function valueCount(spec: PacketSpec, given: number): number {
  const from = firstRepeated(spec);
  if (from < 0) return spec.fields.length;
  const group = spec.fields.length - from;
  return from + group * Math.max(0, Math.ceil((given - from) / group));
}

function packField(field: FieldSpec, value: FieldValue | undefined, last: boolean): Uint8Array {
  switch (encodingOf(field)) {
    case "bool":
      return Uint8Array.of(value === undefined || value === false || value === 0 ? 0 : 1);
    case "number":
      return packNumber(field, Number(value ?? 0));
    case "bytes":
      return sized(field, value instanceof Uint8Array ? value : new Uint8Array());
    default: {
      const text = toBytes(typeof value === "string" ? value : "");
      if (isSized(field)) return sized(field, text);
      if (encodingOf(field) === "text" && last) return text;
      return Uint8Array.of(...untilZero(text), 0);
    }
  }
}

/** Cut or filled with zeros to the field's size, if it has one. */
function sized(field: FieldSpec, bytes: Uint8Array): Uint8Array {
  if (!isSized(field)) return bytes;
  const fixed = new Uint8Array(sizeBytes(field));
  fixed.set(bytes.subarray(0, fixed.length));
  return fixed;
}

function packNumber(field: FieldSpec, value: number): Uint8Array {
  const size = sizeBytes(field);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const number = Number.isNaN(value) && !field.isFloat ? 0 : value;
  if (field.isFloat) {
    if (size === 8) view.setFloat64(0, number, true);
    else view.setFloat32(0, number, true);
    return bytes;
  }
  const scaled = Math.round(number * 2 ** (field.shift ?? 0));
  const signed = field.storage < 0;
  const limit = 2 ** (8 * size - (signed ? 1 : 0));
  if (size === 8) {
    // The largest number of 64 bits is not one that a double can be.
    const most = BigInt(limit) - 1n;
    const least = signed ? -BigInt(limit) : 0n;
    const fits = scaled >= limit ? most : scaled <= Number(least) ? least : BigInt(scaled);
    view.setBigInt64(0, BigInt.asIntN(64, fits), true);
    return bytes;
  }
  const fits = Math.max(signed ? -limit : 0, Math.min(limit - 1, scaled));
  for (let i = 0; i < size; i++) bytes[i] = fits >> (8 * i);
  return bytes;
}

/** A null value says that the data ends before the field does. */
function unpackField(
  field: FieldSpec,
  data: Uint8Array,
  at: number,
  last: boolean,
): { value: FieldValue | null; end: number } {
  const size = sizeBytes(field);
  switch (encodingOf(field)) {
    case "bool":
      return { value: at < data.length ? data[at] !== 0 : null, end: at + 1 };
    case "number": {
      const end = at + size;
      return { value: end <= data.length ? readNumber(field, data.subarray(at, end)) : null, end };
    }
    case "bytes": {
      const end = size > 0 ? Math.min(data.length, at + size) : data.length;
      return { value: at <= data.length ? data.slice(at, end) : null, end };
    }
    default: {
      if (at > data.length) return { value: null, end: at };
      if (size > 0) {
        const end = Math.min(data.length, at + size);
        return { value: textOf(untilZero(data.subarray(at, end))), end };
      }
      if (encodingOf(field) === "text" && last) return { value: textOf(data.subarray(at)), end: data.length };
      const text = untilZero(data.subarray(at));
      return { value: textOf(text), end: at + text.length + 1 };
    }
  }
}

function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function textOf(bytes: Uint8Array): string {
  return decodeWholeUtf8(bytes);
}

function readNumber(field: FieldSpec, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (field.isFloat) return bytes.length === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
  const signed = field.storage < 0;
  const scale = 2 ** (field.shift ?? 0);
  if (bytes.length === 8)
    return Number(signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true)) / scale;
  let whole = 0;
  for (let i = bytes.length - 1; i >= 0; i--) whole = whole * 256 + bytes[i];
  const limit = 2 ** (8 * bytes.length);
  return (signed && whole >= limit / 2 ? whole - limit : whole) / scale;
}
