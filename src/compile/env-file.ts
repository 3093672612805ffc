/**
 * Settings from `.env.defaults` and `.env.local`, parsed as the DeviceScript compiler does it (`parseToSettings`
 * in its compiler/src/dotenv.ts), oddities included. They are flashed beside the program, and `.env.local` is
 * where people keep secrets, so neither they nor their hashes are ever cached.
 */

import { lstatSync } from "node:fs";
import { join } from "node:path";
import { rethrowMachineFailure } from "../machine-failure.ts";
import { NotPlain, readPlainFile } from "../plain-file.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";

/** Read in this order; a later file wins. */
export const ENV_FILES: readonly string[] = [".env.defaults", ".env.local"];

/** Longest key that the compiler accepts in `.env.defaults`, characters. */
const MAX_KEY_LENGTH = 14;
/** More than the settings' part of any flash holds. */
const MAX_FILE_BYTES = 2 ** 20;

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

/**
 * The entries of one of a project's {@link ENV_FILES}; none if there is no such file. Throws a UserError for a link,
 * which may lead to what is none of the project's, and for what is no plain file.
 */
export function readEnvFile(root: string, file: string): EnvEntry[] {
  return envText(root, file)
    .split(/\r?\n/)
    .flatMap((line, i) => {
      const entry = entryIn(line);
      return entry === null ? [] : [{ ...entry, line: i + 1 }];
    });
}

/**
 * The text of such a file as the compiler should have it: lines that say nothing are empty, as its own expression
 * takes time that grows with the cube of their length.
 */
export function envTextForCompiler(root: string, file: string): string | undefined {
  const entries = readEnvFile(root, file);
  if (entries.length === 0) return undefined;
  const lines: string[] = [];
  for (const { key, value, line } of entries) lines[line - 1] = `${key}=${value}`;
  return Array.from(lines, (line) => line ?? "").join("\n");
}

/** The same as `/([^=]+)\s*=([^]*)/` finds, of which the compiler's own is made, in linear time. */
function entryIn(line: string): Omit<EnvEntry, "line"> | null {
  // Not only comment lines: any line with a "#" is skipped.
  if (line.includes("#")) return null;
  const start = line.search(/[^=]/);
  const end = start < 0 ? -1 : line.indexOf("=", start);
  return end < 0 ? null : { key: line.slice(start, end), value: line.slice(end + 1) };
}

function envText(root: string, file: string): string {
  const path = join(root, file);
  try {
    if (lstatSync(path).isSymbolicLink())
      throw new NotPlain("is a link, which is not followed; put the settings there themselves");
    return readPlainFile(path, { maxBytes: MAX_FILE_BYTES, noLink: true }).toString("utf8");
  } catch (error) {
    rethrowMachineFailure(error);
    if (error instanceof NotPlain) throw new UserError(`${path}: ${error.why}.`, EXIT_USAGE);
    return "";
  }
}

/** Key check of `.env.defaults`: true when the compiler would accept every key. */
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
