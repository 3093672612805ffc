/** Sources that a program consists of: its own, and those of the files that it imports. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { programBody } from "./program-parts.ts";

/** Modules that give the same each time: the library itself, and hashes and ciphers. */
const LIBRARIES = ["tightlip", "node:crypto"];
/** Names of what programs reach anything else with. */
const REACHES_FURTHER =
  /\b(require\s*\(|process\b|import\s*\(|import\.meta\b|Date\b|globalThis\b|\w*[rR]andom|webcrypto\b|generate\w*|performance\b|eval\b|Function\b)/;
const MAX_FILES = 100;

/** Path and text of each file, the program first; null where what it does may depend on more than those. */
export function programSources(path: string): readonly (readonly [path: string, text: string])[] | null {
  const sources = new Map<string, string>();
  const waiting = [resolve(path)];
  for (const file of waiting) {
    if (sources.has(file)) continue;
    const text = readText(file);
    if (text === null || REACHES_FURTHER.test(text) || sources.size >= MAX_FILES) return null;
    sources.set(file, text);
    const imports = importsOf(text);
    if (imports === null) return null;
    for (const name of imports) {
      if (LIBRARIES.includes(name)) continue;
      if (!/^\.\.?\//.test(name) || !/\.[cm]?[jt]s$/.test(name)) return null;
      waiting.push(resolve(dirname(file), name));
    }
  }
  return [...sources];
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Null when the text cannot be parsed. */
function importsOf(text: string): string[] | null {
  return programBody(text)?.flatMap(({ source }) => (source ? [String(source.value)] : [])) ?? null;
}
