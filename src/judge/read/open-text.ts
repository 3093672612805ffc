/**
 * Reads a direction of a protocol that has no reader: its bytes are searched as they stand, turn by turn, up to where TLS
 * begins (STARTTLS, a proxy, a tunnel), and what looks encrypted is a blind spot. Where a protocol begins that has a
 * reader, it ends.
 */
import type { Pull, Reader } from "./pull.ts";
import { tlsStart } from "./seals.ts";
import { startsAnew } from "./starts-anew.ts";
import { readTls } from "./tls.ts";
import type { Sink } from "./understood.ts";
import { xorChainContent } from "./xor-chain.ts";

/** More bytes at once are judged in pieces. */
const MAX_PIECE_BYTES = 64 * 1024;

export function* readOpenText(pull: Pull, sink: Sink): Reader {
  const open = sink.openAsItStands();
  const start = xorChainContent(pull.available);
  if (start !== null) sink.search(start, ["xor chain"]);
  for (;;) {
    const piece = yield* pull.some(MAX_PIECE_BYTES);
    if (piece.length === 0) return open.end();
    const at = tlsStart(piece);
    const anew = startsAnew(piece);
    if (anew >= 0 && (at < 0 || anew < at)) {
      open.push(piece.subarray(0, anew));
      pull.back(piece.subarray(anew));
      return open.end();
    }
    if (at < 0) {
      open.push(piece);
      open.border();
      continue;
    }
    open.push(piece.subarray(0, at));
    open.end();
    pull.back(piece.subarray(at));
    return yield* readTls(pull, sink);
  }
}
