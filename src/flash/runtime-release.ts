/** The runtime that is published for a board: downloaded when it is asked for, checked, and kept in the cache. */

import type { Cache } from "../cache.ts";
import { EXIT_USAGE, UserError } from "../user-error.ts";
import type { Board } from "./boards.ts";
import { type Runtime, readRuntime, runtimeFrom } from "./runtime.ts";

/** Value of --runtime that selects the released runtime. */
export const RELEASE = "release";

/** Larger than the flash of any board. */
const MAX_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** Throws a UserError when it can't be had, or is not what it should be; such a one is not kept. */
export async function releasedRuntime(board: Board, cache: Cache, sha256?: string): Promise<Runtime> {
  const { id, runtimeUrl: url } = board;
  if (url === null) return readRuntime(undefined, board);
  const kept = keptRuntime(board, cache, sha256);
  if (kept !== null) return kept;
  const bytes = await download(url, id);
  const runtime = runtimeFrom(bytes, url, board, sha256);
  cache.put(fileOf(board), url, bytes);
  return runtime;
}

/** The one that was downloaded before; null when there is none. */
export function keptRuntime(board: Board, cache: Cache, sha256?: string): Runtime | null {
  const bytes = board.runtimeUrl === null ? undefined : cache.get(fileOf(board), board.runtimeUrl);
  return bytes === undefined
    ? null
    : runtimeFrom(new Uint8Array(bytes), `the kept copy of ${board.runtimeUrl}`, board, sha256);
}

function fileOf({ id }: Board): string {
  return `runtimes/${id}.bin`;
}

async function download(url: string, id: string): Promise<Uint8Array> {
  const failed = (why: string, cause?: unknown) =>
    new UserError(
      `The runtime of ${id} can't be downloaded: ${why}. Get ${url} by other means, and name the file with --runtime.`,
      EXIT_USAGE,
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw failed("nobody answers there. Is this computer online?", error);
  }
  if (!response.ok || response.body === null) throw failed(`the server answers ${response.status}`);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_BYTES) throw failed("it is larger than any runtime");
    }
  } catch (error) {
    throw error instanceof UserError ? error : failed("the connection broke off", error);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
