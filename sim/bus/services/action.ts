/** A scenario's words for a peer, turned into the values of packets, and what to say when they make no sense. */
import type { FieldSpec, PacketSpec, ServiceSpec } from "../../device/image.ts";
import type { FieldValue } from "../pack.ts";
import type { ActionValue, Behaviour } from "./behaviour.ts";
import { EVENT_STATUS_CHANGED, REGISTER, REGISTER_KINDS } from "./initial.ts";

/** Values for a packet's fields; null when they do not fit. One list may stand for all the values, or for bytes. */
export function actionValues(spec: PacketSpec, given: readonly ActionValue[]): FieldValue[] | null {
  const [first] = given;
  const { fields } = spec;
  const spread =
    given.length === 1 && isList(first) && !(fields.length === 1 && takesBytes(fields[0])) ? first : given;
  const values: FieldValue[] = [];
  for (const [i, value] of spread.entries()) {
    const field = fields[i] ?? (fields.some((f) => f.startRepeats) ? fields.at(-1) : undefined);
    const fit = field === undefined ? null : fieldValue(field, value);
    if (fit === null) return null;
    values.push(fit);
  }
  return values;
}

/** `it can: press, set (pressure), emit (down, up, hold), unplug, plug`. */
export function whatItCan(spec: ServiceSpec, behaviour: Behaviour): string {
  const registers = spec.packets.filter((p) => REGISTER_KINDS.includes(p.kind) && !isBasic(p));
  const events = spec.packets.filter((p) => p.kind === "event" && p.identifier !== EVENT_STATUS_CHANGED);
  const can = [
    ...(behaviour.press === undefined ? [] : ["press"]),
    ...(behaviour.turn === undefined ? [] : ["turn"]),
    `set (${registers.map((p) => p.name).join(", ")})`,
    ...(events.length === 0 ? [] : [`emit (${events.map((p) => p.name).join(", ")})`]),
    "unplug",
    "plug",
  ];
  return `it can: ${can.join(", ")}`;
}

/** Registers that every service has, and that say nothing about what it is for. */
function isBasic({ identifier }: PacketSpec): boolean {
  const { streamingSamples, streamingInterval, preferredInterval, statusCode, instanceName, clientVariant } =
    REGISTER;
  const basic: readonly number[] = [
    streamingSamples,
    streamingInterval,
    preferredInterval,
    statusCode,
    instanceName,
    clientVariant,
  ];
  return basic.includes(identifier);
}

function fieldValue(field: FieldSpec, value: ActionValue): FieldValue | null {
  if (isList(value)) return takesBytes(field) ? Uint8Array.from(value) : null;
  if (typeof value === "string") return field.type === "string" || field.type === "string0" ? value : null;
  if (field.type === "string" || field.type === "string0" || takesBytes(field)) return null;
  return Number.isNaN(value) ? null : value;
}

function isList(value: ActionValue | undefined): value is readonly number[] {
  return Array.isArray(value);
}

function takesBytes({ type }: FieldSpec): boolean {
  return type === "bytes" || type === "devid" || type === "pipe" || type.startsWith("u8[");
}
