/**
 * Settings from `.env.defaults` and `.env.local`, parsed as the DeviceScript compiler does it (`parseToSettings`
 * in its compiler/src/dotenv.ts), oddities included. They are flashed beside the program, and `.env.local` is
 * where people keep secrets, so neither they nor their hashes are ever cached.
 */

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

/** The entries in the text of such a file. */
export function envEntries(text: string): EnvEntry[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const entry = entryIn(line);
    return entry === null ? [] : [{ ...entry, line: i + 1 }];
  });
}

/** The settings that are flashed with an image: JSON, UTF-8. Entries of all files, in their order. */
export function settingsOf(entries: readonly EnvEntry[]): Record<string, Uint8Array> {
  const settings: Record<string, Uint8Array> = {};
  for (const { key, value } of entries) {
    delete settings[key];
    if (value) settings[key] = new TextEncoder().encode(JSON.stringify(jsonOrText(value)));
  }
  return settings;
}

/**
 * The text of such a file as the compiler should have it: lines that say nothing are empty, as its own expression
 * takes time that grows with the cube of their length.
 */
export function envTextForCompiler(entries: readonly EnvEntry[]): string | undefined {
  if (entries.length === 0) return undefined;
  const lines: string[] = [];
  for (const { key, value, line } of entries) lines[line - 1] = `${key}=${value}`;
  return Array.from(lines, (line) => line ?? "").join("\n");
}

/** Key check of `.env.defaults`: true when the compiler would accept every key. */
export function hasAcceptableKeys(entries: readonly EnvEntry[]): boolean {
  return entries.every(({ key }) => key.length <= MAX_KEY_LENGTH);
}

/** The same as `/([^=]+)\s*=([^]*)/` finds, of which the compiler's own is made, in linear time. */
function entryIn(line: string): Omit<EnvEntry, "line"> | null {
  // Not only comment lines: any line with a "#" is skipped.
  if (line.includes("#")) return null;
  const start = line.search(/[^=]/);
  const end = start < 0 ? -1 : line.indexOf("=", start);
  return end < 0 ? null : { key: line.slice(start, end), value: line.slice(end + 1) };
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value) ?? value;
  } catch {
    return value;
  }
}
