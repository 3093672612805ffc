/** Cuts the compiler's service specifications and debug information down to what an Image carries. */

import type { DebugInfo, FieldSpec, PacketSpec, ServiceSpec } from "../../sim/device/image.ts";
import type { FullDebugInfo, FullServiceSpec } from "../compiler.ts";

export function trimSpec(spec: FullServiceSpec): ServiceSpec {
  return {
    ...pick(spec, ["name", "shortId", "camelName", "classIdentifier", "extends"]),
    packets: spec.packets.map(trimPacket),
    enums: Object.fromEntries(
      Object.entries(spec.enums).map(([name, value]) => [name, pick(value, ["name", "members"])]),
    ),
  };
}

export function trimDebug({ functions, specs, srcmap, sources }: FullDebugInfo): DebugInfo {
  return {
    functions: functions.map((f) => pick(f, ["name", "startpc", "size"])),
    specs: specs.map((s) => pick(s, ["name", "classIdentifier"])),
    srcmap: [...srcmap],
    sources: sources.map((s) => pick(s, ["path", "length", "text"])),
  };
}

function trimPacket(packet: PacketSpec): PacketSpec {
  return {
    ...pick(packet, ["kind", "name", "identifier", "identifierName", "packFormat", "optional", "internal"]),
    fields: packet.fields.map(trimField),
  };
}

function trimField(field: FieldSpec): FieldSpec {
  return pick(field, [
    "name",
    "type",
    "storage",
    "isSimpleType",
    "isFloat",
    "shift",
    "defaultValue",
    "absoluteMin",
    "absoluteMax",
    "typicalMin",
    "typicalMax",
    "startRepeats",
  ]);
}

/** A copy with only these of the object's own fields; absent ones stay absent. */
function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  const copy = {} as Pick<T, K>;
  for (const key of keys) if (from[key] !== undefined) copy[key] = from[key];
  return copy;
}
