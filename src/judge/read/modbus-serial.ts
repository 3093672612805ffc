/** Messages of Modbus as on a serial line (Modbus over Serial Line, 1.02, 2.5.1): unit, function, content, checksum. */
import type { ModbusMessage } from "./modbus-pieces.ts";
import type { Pull } from "./pull.ts";

const MAX_UNIT = 247;
const FAILED = 0x80;
const FAILURE_BYTES = 5;
const CHECKSUM_BYTES = 2;
/** Places of a count of bytes, and the bytes besides them, by function (Modbus Application Protocol, 1.1b3, 6). */
const ANSWER = { countAt: 2, besides: 5 };
const WRITE = { countAt: 6, besides: 9 };
const READ_AND_WRITE = { countAt: 10, besides: 13 };
const COUNTED: Readonly<Record<number, readonly { readonly countAt: number; readonly besides: number }[]>> = {
  ...{ 1: [ANSWER], 2: [ANSWER], 3: [ANSWER], 4: [ANSWER], 5: [], 6: [] },
  ...{ 15: [WRITE], 16: [WRITE], 23: [ANSWER, READ_AND_WRITE] },
};
/** Address and value, or address and count: what all others consist of. */
const FIXED_BYTES = 8;
const MOST_BYTES = 256;

/** True if a message begins here, as its checksum says. */
export function isSerialMessage(first: Uint8Array): boolean {
  return lengthsOf(first).some((length) => length <= first.length && isWhole(first.subarray(0, length)));
}

/** Null where no message follows. */
export function* takeSerialMessage(pull: Pull): Generator<void, ModbusMessage | null> {
  const start = yield* pull.peek(FAILURE_BYTES);
  for (let tried = 0; ; ) {
    // Counts may come later than the first bytes.
    const length = lengthsOf(pull.available).find((one) => one > tried);
    if (length === undefined || start.length < FAILURE_BYTES) return null;
    const bytes = yield* pull.peek(length);
    if (bytes.length === length && isWhole(bytes)) {
      const taken = yield* pull.take(length);
      return { bytes: taken, said: taken.subarray(1, -CHECKSUM_BYTES) };
    }
    tried = length;
  }
}

/** Lengths that a message with this beginning may have, the shortest first. */
function lengthsOf(bytes: Uint8Array): number[] {
  const [unit = 0, code = 0] = bytes;
  const counted = COUNTED[code & ~FAILED];
  if (bytes.length < FAILURE_BYTES || unit > MAX_UNIT || counted === undefined) return [];
  if ((code & FAILED) !== 0) return [FAILURE_BYTES];
  const lengths = counted
    .filter(({ countAt }) => countAt < bytes.length)
    .map(({ countAt, besides }) => besides + bytes[countAt])
    .filter((length) => length <= MOST_BYTES);
  return [...lengths, FIXED_BYTES].sort((a, b) => a - b);
}

function isWhole(message: Uint8Array): boolean {
  const end = message.length - CHECKSUM_BYTES;
  return checksum(message.subarray(0, end)) === (message[end] | (message[end + 1] << 8));
}

/** CRC-16 of Modbus (6.2.2). */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >> 1 : (sum >> 1) ^ 0xa001;
  }
  return sum;
}
