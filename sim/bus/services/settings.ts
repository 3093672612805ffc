/** Settings of another device: kept in its flash, readable by all on the bus. */
import type { ServiceServer } from "../service.ts";
import type { Behaviour } from "./behaviour.ts";

/** Longer keys are ignored (jacdac-c, settings.c). */
const MAX_KEY_BYTES = 14;
/** A peer's flash is full then, and ignores new keys. */
const MAX_SETTINGS = 200;

export const SETTINGS: Readonly<Record<string, Behaviour>> = {
  settings: {
    lasting: true,
    memory: { entries: new Map<string, Uint8Array>() },
    commands: {
      get: (server, [given]) => {
        const key = keyOf(given);
        if (key !== null) server.reply("get", [key, entriesOf(server).get(key) ?? new Uint8Array()]);
      },
      set: (server, [given, value]) => {
        const key = keyOf(given);
        const entries = entriesOf(server);
        if (key === null || (entries.size >= MAX_SETTINGS && !entries.has(key))) return;
        entries.set(key, value instanceof Uint8Array ? value : new Uint8Array());
        server.emit("change");
      },
      delete: (server, [given]) => {
        const key = keyOf(given);
        if (key !== null && entriesOf(server).delete(key)) server.emit("change");
      },
      clear: (server) => {
        entriesOf(server).clear();
        server.emit("change");
      },
    },
  },
};

function entriesOf(server: ServiceServer): Map<string, Uint8Array> {
  return server.memory.entries as Map<string, Uint8Array>;
}

/** A key ends at the first zero byte; null when it is too long. */
function keyOf(given: unknown): string | null {
  const [key] = String(given).split("\0");
  return new TextEncoder().encode(key).length > MAX_KEY_BYTES ? null : key;
}
