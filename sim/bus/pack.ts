/** Packs and unpacks the fields of Jacdac packets by their specification. */
import type { FieldSpec, PacketSpec } from "../image.ts";

export type FieldValue = number | string | boolean | Uint8Array;

/** One packet's data. Missing values are zero or empty; numbers are clamped to what the field can hold. */
export function packFields(spec: PacketSpec, values: readonly (FieldValue | undefined)[]): Uint8Array {
  const parts = spec.fields.map((field, i) => packField(field, values[i] ?? 0, i === spec.fields.length - 1));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads the fields back; stops where the data ends. */
export function unpackFields(spec: PacketSpec, data: Uint8Array): FieldValue[] {
  const values: FieldValue[] = [];
  let at = 0;
  for (const field of spec.fields) {
    if (at > data.length) break;
    const size = Math.abs(field.storage);
    if (isText(field)) {
      const end = field.type === "string0" ? data.indexOf(0, at) : -1;
      const stop = end < 0 ? data.length : end;
      values.push(new TextDecoder().decode(data.subarray(at, stop)));
      at = stop + 1;
    } else if (isNumber(field)) {
      if (at + size > data.length) break;
      values.push(readNumber(field, data.subarray(at, at + size)));
      at += size;
    } else {
      const stop = size > 0 ? Math.min(data.length, at + size) : data.length;
      values.push(data.slice(at, stop));
      at = stop;
    }
  }
  return values;
}

function isText(field: FieldSpec): boolean {
  return field.type === "string" || field.type === "string0";
}

function isNumber(field: FieldSpec): boolean {
  const size = Math.abs(field.storage);
  return (
    !isText(field) && !field.type.startsWith("u8[") && [1, 2, 4, 8].includes(size) && field.type !== "bytes"
  );
}

function packField(field: FieldSpec, value: FieldValue, last: boolean): Uint8Array {
  if (isText(field)) {
    const text = new TextEncoder().encode(typeof value === "string" ? value : "");
    return field.type === "string0" || !last ? Uint8Array.of(...text, 0) : text;
  }
  const size = Math.abs(field.storage);
  if (isNumber(field)) return writeNumber(field, typeof value === "number" ? value : value === true ? 1 : 0);
  const bytes = value instanceof Uint8Array ? value : new Uint8Array();
  if (size === 0) return bytes;
  const fixed = new Uint8Array(size);
  fixed.set(bytes.subarray(0, size));
  return fixed;
}

function writeNumber(field: FieldSpec, value: number): Uint8Array {
  const size = Math.abs(field.storage);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (field.isFloat) {
    if (size === 8) view.setFloat64(0, value, true);
    else view.setFloat32(0, value, true);
    return bytes;
  }
  const bits = 8 * size - (field.storage < 0 ? 1 : 0);
  const most = 2 ** bits - 1;
  const least = field.storage < 0 ? -(2 ** bits) : 0;
  const scaled = Math.max(least, Math.min(most, Math.round(value * 2 ** (field.shift ?? 0))));
  if (size === 8) view.setBigInt64(0, BigInt.asIntN(64, BigInt(scaled)), true);
  else if (size === 4) view.setInt32(0, scaled | 0, true);
  else if (size === 2) view.setInt16(0, scaled, true);
  else view.setInt8(0, scaled);
  return bytes;
}

function readNumber(field: FieldSpec, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (field.isFloat) return bytes.length === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
  const signed = field.storage < 0;
  const raw =
    bytes.length === 8
      ? Number(signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true))
      : bytes.length === 4
        ? signed
          ? view.getInt32(0, true)
          : view.getUint32(0, true)
        : bytes.length === 2
          ? signed
            ? view.getInt16(0, true)
            : view.getUint16(0, true)
          : signed
            ? view.getInt8(0)
            : view.getUint8(0);
  return raw / 2 ** (field.shift ?? 0);
}
