/** The process in which a project's programs run: loads them, and calls their functions. */
import { defaultExport, frontDoor } from "./default-export.ts";
import type { Answer, ExportData, Request } from "./process-messages.ts";

/** The library that programs import, which knows what of it is not loaded yet. */
interface ProgramLibrary {
  readonly library: object;
  withLibrary<T>(work: () => T | Promise<T>): Promise<T>;
}

const front = frontDoor("program-library") as Promise<unknown> as Promise<ProgramLibrary>;
const loaded = new Map<string, unknown>();

process.on("message", async (request: Request) => {
  const { id } = request;
  try {
    const { library, withLibrary } = await front;
    tell(
      request.kind === "load"
        ? { kind: "loaded", id, export: await withLibrary(() => load(request.path, library)) }
        : { kind: "result", id, value: await withLibrary(() => called(request)) },
    );
  } catch (error) {
    tell({ kind: "failed", id, why: request.kind === "load" ? messageOf(error) : shortOf(error) });
  }
});
process.on("disconnect", () => process.exit());
// A failure that nobody waits for ends the process in silence: what it would print may quote a request.
process.on("uncaughtException", () => process.exit(1));

function tell(answer: Answer): void {
  process.send!(answer);
}

async function load(path: string, library: object): Promise<ExportData> {
  const value = await defaultExport(path, library);
  loaded.set(path, value);
  const functions: string[][] = [];
  return { value: plain(value, [], functions, []), functions };
}

function called({ path, place, values }: Request & { readonly kind: "call" }): unknown {
  let at = loaded.get(path);
  for (const key of place) at = Object(at)[key];
  const result = (at as (...values: readonly unknown[]) => unknown)(...values);
  if (result instanceof Promise) throw new Later();
  return result;
}

/** Functions are null, and their places added to `functions`. Instances of classes become plain objects. */
function plain(
  value: unknown,
  place: readonly string[],
  functions: string[][],
  above: readonly unknown[],
): unknown {
  if (typeof value === "function") {
    functions.push([...place]);
    return null;
  }
  if (typeof value === "symbol") return null;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (above.includes(value)) throw new Error(`${place.join(".")} holds itself`);
  const part = (key: string, inner: unknown) => plain(inner, [...place, key], functions, [...above, value]);
  return Array.isArray(value)
    ? value.map((inner, i) => part(`${i}`, inner))
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, part(key, inner)]));
}

/** A function that answers with a promise. */
class Later extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Failure of a call, without the message: it may quote a credential that was in a request. */
function shortOf(error: unknown): string {
  if (error instanceof Later) return "answers with a promise, and a run does not wait; answer at once";
  return `failed (${error instanceof Error ? error.name : typeof error})`;
}
