/**
 * Reads a direction of Modbus over TCP (Modbus Messaging on TCP/IP, 1.0b): its bytes are searched as they stand, and what is
 * written to registers, or read from them, is put together, because a message may carry two bytes of a value.
 */
import { concatAll, u16 } from "../../../sim/tape/bytes.ts";
import { readOpenText } from "./open-text.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Sink } from "./understood.ts";

/** Transaction, protocol (0), length, unit; the function follows. */
const HEADER_BYTES = 7;
const MAX_LENGTH = 254;
/** Functions (Modbus Application Protocol, 1.1b3, 6). */
const FUNCTION = { readHolding: 3, readInput: 4, writeOne: 6, writeMany: 16, readAndWrite: 23 };
const MOST_FUNCTIONS = 43;
const FAILED = 0x80;
/** Registers that are put together. */
const MAX_PIECES = 100_000;

/** Bytes of registers; null for an address that only the question said. */
interface Piece {
  readonly address: number | null;
  readonly bytes: Uint8Array;
}

/** True for whole messages. */
export function isModbus(first: Uint8Array): boolean {
  let at = 0;
  while (at + HEADER_BYTES < first.length) {
    const length = lengthAt(first, at);
    if (length === null) return false;
    at += 6 + length;
  }
  return at > 0 && at === first.length;
}

/** Bytes behind the length; null where no message is. */
function lengthAt(bytes: Uint8Array, at: number): number | null {
  const length = u16(bytes, at + 4);
  const code = (bytes[at + HEADER_BYTES] ?? 0) & ~FAILED;
  const isMessage = u16(bytes, at + 2) === 0 && length >= 3 && length <= MAX_LENGTH;
  return isMessage && code > 0 && code <= MOST_FUNCTIONS ? length : null;
}

export function* readModbus(pull: Pull, sink: Sink): Reader {
  const stretch = sink.openAsItStands();
  const pieces: Piece[] = [];
  for (;;) {
    const header = yield* pull.peek(HEADER_BYTES + 1);
    const length = header.length > HEADER_BYTES ? lengthAt(header, 0) : null;
    if (length === null) break;
    const message = yield* pull.take(6 + length);
    stretch.push(message);
    stretch.border();
    if (message.length < 6 + length) {
      searchRegisters(pieces, sink);
      stretch.end();
      return sink.blind("unfinished", message.length, "Modbus");
    }
    const piece = registersIn(message.subarray(HEADER_BYTES));
    if (piece === null) continue;
    if (pieces.length < MAX_PIECES) pieces.push({ ...piece, bytes: piece.bytes.slice() });
    else sink.blind("limit", piece.bytes.length, "registers");
  }
  searchRegisters(pieces, sink);
  const content = stretch.end();
  return pull.isOver ? content : yield* readOpenText(pull, sink);
}

function registersIn(message: Uint8Array): Piece | null {
  const body = message.subarray(1);
  switch (message[0]) {
    case FUNCTION.writeOne:
      return { address: u16(body, 0), bytes: body.subarray(2, 4) };
    case FUNCTION.writeMany:
      return body.length > 5 && body[4] === body.length - 5
        ? { address: u16(body, 0), bytes: body.subarray(5) }
        : null;
    case FUNCTION.readAndWrite:
      if (body.length > 9 && body[8] === body.length - 9)
        return { address: u16(body, 4), bytes: body.subarray(9) };
      return answered(body);
    case FUNCTION.readHolding:
    case FUNCTION.readInput:
      return answered(body);
    default:
      return null;
  }
}

function answered(body: Uint8Array): Piece | null {
  return body.length > 1 && body[0] === body.length - 1 ? { address: null, bytes: body.subarray(1) } : null;
}

/** As they came, and in the order of their addresses. */
function searchRegisters(pieces: readonly Piece[], sink: Sink): void {
  if (pieces.length < 2) return;
  sink.search(concatAll(pieces.map(({ bytes }) => bytes)), ["pieces"]);
  const placed = pieces.flatMap(({ address, bytes }) => (address === null ? [] : [{ address, bytes }]));
  const ordered = placed.sort((a, b) => a.address - b.address);
  if (ordered.length > 1) sink.search(concatAll(ordered.map(({ bytes }) => bytes)), ["pieces"]);
}
