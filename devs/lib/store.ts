// Bytes in the settings store, by key of at most 13 characters, read back after each write.
import * as ds from "@devicescript/core";
import { settings } from "@devicescript/settings";

/** Value stored under a key; an empty buffer when there is none. */
export async function readBytes(key: string): Promise<Buffer> {
  const reply = await ds.actionReport(
    settings,
    "get",
    async () => await settings.get(key),
    (packet) => packet.decode()[0] === key,
  );
  return reply.decode()[1] || Buffer.alloc(0);
}

/** Throws when it is not there afterwards: the store is full. */
export async function writeBytes(key: string, value: Buffer) {
  await settings.set(key, value);
  if (!sameBytes(await readBytes(key), value)) throw new Error("settings store: full");
}

/** Throws when something is there afterwards. */
export async function eraseBytes(key: string) {
  if ((await readBytes(key)).length === 0) return;
  await settings.delete(key);
  if ((await readBytes(key)).length > 0) throw new Error("settings store: can't erase");
}

/** Takes as long for any two buffers of these lengths. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
