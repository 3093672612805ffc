/**
 * Finds the code that answers for a service that firmware offers. The library calls it and sends its answer later, from
 * code of its own, so that the call stack at that moment does not lead there.
 */

import { isLibraryFile } from "../tape/position.ts";
import type { DebugInfo, PacketSpec } from "./image.ts";
import { SourceMap } from "./source-map.ts";

/** The firmware's own functions by name, as the program counter of their last statement; null where two have the name. */
const known = new WeakMap<DebugInfo, ReadonlyMap<string, number | null>>();

/**
 * Program counter of the last statement of the method that answers `packet`: of its `return`, mostly. Of a register that
 * is written, it is the method that takes it. Null when the firmware has no method of that name, or several.
 */
export function handlerOf(debug: DebugInfo, packet: PacketSpec, isWritten = false): number | null {
  let handlers = known.get(debug);
  if (handlers === undefined) {
    handlers = lastStatements(debug);
    known.set(debug, handlers);
  }
  const names = [packet.name, packet.identifierName ?? packet.name].map(camelCase);
  const prefix = isWritten ? "set_" : "";
  return names.map((name) => handlers.get(`${prefix}${name}`)).find((pc) => pc !== undefined) ?? null;
}

function lastStatements(debug: DebugInfo): Map<string, number | null> {
  const map = new SourceMap(debug);
  const statements = new Map<string, number | null>();
  for (const [i, { name, startpc, size }] of map.functions.entries()) {
    const end = Math.min(startpc + size, map.functions[i + 1]?.startpc ?? Number.POSITIVE_INFINITY);
    const first = map.place(startpc + 1);
    if (first === null || isLibraryFile(first.file)) continue;
    statements.set(name, statements.has(name) ? null : map.lastEntry(startpc, end));
  }
  return statements;
}

/** As DeviceScript's compiler names the methods of a server: `last_network` is `lastNetwork`. */
function camelCase(name: string): string {
  return name.replace(/(?<!_)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
