/** Reads a direction that is hidden to its end. */
import type { Pull, Reader } from "./pull.ts";
import type { BlindKind, Sink } from "./understood.ts";

export function* readSealed(pull: Pull, sink: Sink, kind: BlindKind): Reader {
  let hidden = sink.nothing();
  while (!pull.isOver) {
    const piece = yield* pull.some();
    if (piece.length > 0) hidden = sink.blind(kind, piece.length);
  }
  return hidden;
}
