/** Settings that another device on the bus keeps. */
import { toBytes } from "../../tape/bytes.ts";
import type { Behaviour, Service } from "./behaviour.ts";

/** Longest key (jacdac-c, settings.c), and as many entries as a small store holds. */
const MAX_KEY_BYTES = 14;
const MAX_ENTRIES = 64;

const settings: Behaviour = {
  memory: { entries: {} },
  commands: {
    get: (server, [key]) => {
      const value = entriesOf(server)[entryOf(key)] ?? new Uint8Array();
      // A key that begins with $ is secret: it reads as one zero byte.
      const hidden = String(key).startsWith("$") && value.length > 0;
      server.reply("get", [key, hidden ? new Uint8Array(1) : value]);
    },
    set: (server, [key, value]) => {
      const entries = entriesOf(server);
      const name = entryOf(key);
      const full = entries[name] === undefined && Object.keys(entries).length >= MAX_ENTRIES;
      if (full || String(key) === "" || toBytes(String(key)).length > MAX_KEY_BYTES) return;
      entries[name] = value as Uint8Array;
      server.emit("change");
    },
    delete: (server, [key]) => {
      delete entriesOf(server)[entryOf(key)];
      server.emit("change");
    },
    clear: (server) => {
      server.memory.entries = {};
      server.emit("change");
    },
  },
};

/** A prefix keeps keys such as `constructor` apart from what objects inherit. */
function entryOf(key: unknown): string {
  return `:${key}`;
}

function entriesOf(server: Service): Record<string, Uint8Array> {
  return server.memory.entries as Record<string, Uint8Array>;
}

export const STORAGE: Readonly<Record<string, Behaviour>> = { settings };
