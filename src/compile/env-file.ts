/**
 * Settings from `.env.defaults` and `.env.local`, parsed as the DeviceScript compiler does it (`parseToSettings`
 * in its compiler/src/dotenv.ts), oddities included. They are flashed beside the program, and `.env.local` is
 * where people keep secrets, so neither they nor their hashes are ever cached.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Read in this order; a later file wins. */
export const ENV_FILES: readonly string[] = [".env.defaults", ".env.local"];

/** Longest key that the compiler accepts in `.env.defaults`, characters. */
const MAX_KEY_LENGTH = 14;

export interface EnvEntry {
  readonly key: string;
  /** The value as text; empty: the setting is deleted. */
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

/** The settings that are flashed with an image: JSON, UTF-8. */
export function readSettings(root: string): Record<string, Uint8Array> {
  const settings: Record<string, Uint8Array> = {};
  for (const { key, value } of ENV_FILES.flatMap((file) => readEnvFile(root, file))) {
    delete settings[key];
    if (value) settings[key] = new TextEncoder().encode(JSON.stringify(jsonOrText(value)));
  }
  return settings;
}

/** The entries of one of a project's {@link ENV_FILES}; none if there is no such file. */
export function readEnvFile(root: string, file: string): EnvEntry[] {
  let text: string;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    return [];
  }
  return text.split(/\r?\n/).flatMap((line, i) => {
    // Not only comment lines: any line with a "#" is skipped.
    const found = line.includes("#") ? null : /([^=]+)\s*=([\s\S]*)/.exec(line);
    return found ? [{ key: found[1]!, value: found[2]!, line: i + 1 }] : [];
  });
}

/** Whether the compiler would accept the keys of `.env.defaults`. */
export function acceptableKeys(root: string): boolean {
  return readEnvFile(root, ".env.defaults").every(({ key }) => key.length <= MAX_KEY_LENGTH);
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value) ?? value;
  } catch {
    return value;
  }
}
