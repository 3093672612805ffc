/** Objects of JSON, as files of other programs have them. */
import { readFileSync } from "node:fs";

/** Test for a JSON object, not null or an array. */
export function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** The object in a file. A file that is not there, or holds no object, says nothing. */
export function readRecord(
  file: string,
  parse: (text: string) => unknown = JSON.parse,
): Readonly<Record<string, unknown>> {
  try {
    const data = parse(readFileSync(file, "utf8"));
    return isRecord(data) ? data : {};
  } catch {
    return {};
  }
}
