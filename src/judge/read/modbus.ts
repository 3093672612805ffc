/**
 * Reads a direction of Modbus over TCP, behind the header of TCP (Modbus Messaging on TCP/IP, 1.0b) or as on a serial line
 * (Modbus over Serial Line, 1.02, RTU): its bytes are searched as they stand, and what is written to registers and coils, or
 * read from them, is put together, because a message may carry two bytes of a value, or one bit.
 */
import { u16 } from "../../../sim/tape/bytes.ts";
import { MemoryPieces, type ModbusMessage } from "./modbus-pieces.ts";
import { isSerialMessage, takeSerialMessage } from "./modbus-serial.ts";
import { readOpenText } from "./open-text.ts";
import type { Pull, Reader } from "./pull.ts";
import type { Sink } from "./understood.ts";

/** Transaction, protocol (0), length, unit; the function follows. */
const HEADER_BYTES = 7;
const MAX_LENGTH = 254;
const MOST_FUNCTIONS = 43;
const FAILED = 0x80;

/** True for whole messages. */
export function isModbus(first: Uint8Array): boolean {
  return isFramed(first) || isSerialMessage(first);
}

function isFramed(first: Uint8Array): boolean {
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
  const pieces = new MemoryPieces(sink);
  const isSerial = !isFramed(pull.available);
  for (;;) {
    const message = yield* isSerial ? takeSerialMessage(pull) : takeMessage(pull);
    if (message === null) break;
    stretch.push(message.bytes);
    stretch.border();
    if (message.said === null) {
      pieces.search();
      stretch.end();
      return sink.blind("unfinished", message.bytes.length, "Modbus");
    }
    pieces.take(message.said);
  }
  pieces.search();
  const content = stretch.end();
  return pull.isOver ? content : yield* readOpenText(pull, sink);
}

function* takeMessage(pull: Pull): Generator<void, ModbusMessage | null> {
  const header = yield* pull.peek(HEADER_BYTES + 1);
  const length = header.length > HEADER_BYTES ? lengthAt(header, 0) : null;
  if (length === null) return null;
  const bytes = yield* pull.take(6 + length);
  return { bytes, said: bytes.length < 6 + length ? null : bytes.subarray(HEADER_BYTES) };
}
