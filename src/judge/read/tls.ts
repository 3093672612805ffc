/**
 * Reads a direction of TLS record by record (RFC 8446, 5.1). What records hold is hidden; whoever has the keys is to open
 * each of them, so they are told one by one.
 */
import { u16 } from "../../../sim/tape/bytes.ts";
import type { Pull, Reader } from "./pull.ts";
import { readSealed } from "./sealed.ts";
import { isOldGreeting, isTlsRecord, TLS_HEADER_BYTES } from "./seals.ts";
import type { Sink } from "./understood.ts";

/** Records that hold nothing of what the two ends want to say: change of cipher, alert, handshake. */
const WITHOUT_CONTENT = [20, 21, 22];
const OLD_HEADER_BYTES = 2;

export function* readTls(pull: Pull, sink: Sink): Reader {
  if (isOldGreeting(yield* pull.peek(TLS_HEADER_BYTES)))
    yield* readRecord(pull, sink, OLD_HEADER_BYTES + (u16(pull.available, 0) & 0x7fff), false);
  while (isTlsRecord(yield* pull.peek(TLS_HEADER_BYTES))) {
    const mayHoldContent = !WITHOUT_CONTENT.includes(pull.available[0]);
    yield* readRecord(pull, sink, TLS_HEADER_BYTES + u16(pull.available, 3), mayHoldContent);
  }
  // Nobody knows where records begin from here on.
  return yield* readSealed(pull, sink, "tls");
}

/** A record is told with its last byte. */
function* readRecord(pull: Pull, sink: Sink, sizeBytes: number, mayHoldContent: boolean): Reader {
  let hidden = sink.nothing();
  for (let left = sizeBytes; left > 0; ) {
    const piece = yield* pull.some(left);
    if (piece.length === 0) return hidden;
    hidden = sink.blind("tls", piece.length);
    left -= piece.length;
  }
  sink.tlsRecord({ sizeBytes, mayHoldContent });
  return hidden;
}
