/** A runtime as they are published, with noise in the place of machine code: for tests of what handles such files. */
import { Random } from "../../sim/engine/random.ts";
import type { Board } from "../../src/flash/boards.ts";
import { standInRuntime } from "../../src/flash/stand-in-runtime.ts";

export function runtimeImage(board: Board, appBytes: number): Uint8Array {
  return standInRuntime(board, Random.stream(appBytes, "segment").bytes(appBytes));
}
