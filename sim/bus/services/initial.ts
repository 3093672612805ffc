/** Initial contents of a service's registers, at power-on. */
import type { FieldSpec, PacketSpec, ServiceSpec } from "../../device/image.ts";
import { type FieldValue, packFields } from "../pack.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Drift } from "./drift.ts";

/** System registers (Jacdac service catalogue, `_system`). */
export const REGISTER = {
  intensity: 0x01,
  value: 0x02,
  streamingSamples: 0x03,
  streamingInterval: 0x04,
  reading: 0x101,
  preferredInterval: 0x102,
  minReading: 0x104,
  maxReading: 0x105,
  statusCode: 0x103,
  readingError: 0x106,
  instanceName: 0x109,
  clientVariant: 0x09,
} as const;
export const EVENT_STATUS_CHANGED = 0x04;

/** Jacdac's default time between samples. */
export const DEFAULT_SAMPLE_MILLIS = 100;

export const REGISTER_KINDS: readonly PacketSpec["kind"][] = ["const", "ro", "rw"];

/**
 * Every register of the specification, optional ones too: a DeviceScript program that reads a register which the
 * module lacks waits for ever, so the simulated home has well-equipped modules.
 */
export function initialRegisters(
  spec: ServiceSpec,
  behaviour: Behaviour,
  drift: Drift | null,
  name: string,
): Map<number, Uint8Array> {
  const registers = new Map<number, Uint8Array>();
  for (const packet of spec.packets) {
    if (!REGISTER_KINDS.includes(packet.kind)) continue;
    const values =
      behaviour.initial?.[packet.name] ??
      systemValues(spec, packet.identifier, drift, name) ??
      fieldsOnce(packet).map((field) => fieldValue(spec, field));
    registers.set(packet.identifier, packFields(packet, values));
  }
  return registers;
}

/** Registers that mean the same in every service. */
function systemValues(
  spec: ServiceSpec,
  register: number,
  drift: Drift | null,
  name: string,
): readonly FieldValue[] | null {
  const sensor = spec.extends.includes("_sensor");
  switch (register) {
    case REGISTER.instanceName:
      return [name];
    case REGISTER.streamingInterval:
    case REGISTER.preferredInterval:
      return [drift?.sampleMillis ?? DEFAULT_SAMPLE_MILLIS];
    case REGISTER.intensity:
      // A sensor wakes up at the first question (jacdac-c, jd_sensor.c); an actuator is off.
      return sensor ? [1] : null;
    case REGISTER.reading:
      return drift?.around ?? null;
    case REGISTER.minReading:
      return drift?.range === undefined ? null : [drift.range[0]];
    case REGISTER.maxReading:
      return drift?.range === undefined ? null : [drift.range[1]];
    case REGISTER.readingError:
      return drift === null ? null : [drift.error ?? drift.noise];
    default:
      return null;
  }
}

/** Without the ones that repeat: at first there is none of them. */
function fieldsOnce({ fields }: PacketSpec): readonly FieldSpec[] {
  const repeated = fields.findIndex((field) => field.startRepeats);
  return repeated < 0 ? fields : fields.slice(0, repeated);
}

function fieldValue(spec: ServiceSpec, field: FieldSpec): FieldValue {
  if (field.defaultValue !== undefined) return field.defaultValue;
  if (field.typicalMin !== undefined && field.typicalMax !== undefined) {
    return (field.typicalMin + field.typicalMax) / 2;
  }
  const members = Object.values(spec.enums[field.type]?.members ?? {});
  if (members.length > 0) return Math.min(...members);
  return field.absoluteMin ?? (field.type === "string" || field.type === "string0" ? "" : 0);
}
