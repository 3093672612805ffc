/** Contents of registers and coils that messages of Modbus write or read, put together as they came and by address. */
import { concatAll, u16 } from "../../../sim/tape/bytes.ts";
import type { Sink } from "./understood.ts";

/** Functions (Modbus Application Protocol, 1.1b3, 6). */
const FUNCTION = {
  ...{ readCoils: 1, readInputs: 2, readHolding: 3, readInput: 4, writeCoil: 5, writeOne: 6 },
  ...{ writeCoils: 15, writeMany: 16, readAndWrite: 23 },
};
const COIL_ON = 0xff;
/** Registers, and coils, that are put together. */
const MAX_PIECES = 100_000;
const MAX_COILS = 800_000;
/** Fewer say nothing that is looked for. */
const MIN_COILS = 32;

/** Bytes of registers, or a bit of each byte for coils; null for an address that only the question said. */
interface Piece {
  readonly address: number | null;
  readonly bytes: Uint8Array;
}

/** A message, with the function and what follows it; null where it lacks its end. */
export interface ModbusMessage {
  readonly bytes: Uint8Array;
  readonly said: Uint8Array | null;
}

export class MemoryPieces {
  private readonly registers: Piece[] = [];
  private readonly coils: Piece[] = [];
  private coilCount = 0;

  constructor(private readonly sink: Sink) {}

  /** `said` begins with the function. */
  take(said: Uint8Array): void {
    const registers = registersIn(said);
    if (registers !== null) {
      if (this.registers.length < MAX_PIECES)
        this.registers.push({ ...registers, bytes: registers.bytes.slice() });
      else this.sink.blind("limit", registers.bytes.length, "registers");
    }
    const coils = coilsIn(said);
    if (coils === null) return;
    this.coilCount += coils.bytes.length;
    if (this.coilCount <= MAX_COILS) this.coils.push(coils);
    else this.sink.blind("limit", 1, "coils");
  }

  search(): void {
    for (const bytes of inBothOrders(this.registers)) this.sink.search(bytes, ["pieces"]);
    if (this.coilCount < MIN_COILS) return;
    for (const bits of inBothOrders(this.coils))
      for (const isLowFirst of [true, false]) this.sink.search(packed(bits, isLowFirst), ["pieces"]);
  }
}

/** As they came, and in the order of their addresses. */
function inBothOrders(pieces: readonly Piece[]): Uint8Array[] {
  if (pieces.length < 2) return [];
  const placed = pieces.flatMap(({ address, bytes }) => (address === null ? [] : [{ address, bytes }]));
  const ordered = placed.sort((a, b) => a.address - b.address);
  return [pieces, ...(ordered.length > 1 ? [ordered] : [])].map((list) =>
    concatAll(list.map(({ bytes }) => bytes)),
  );
}

function registersIn(said: Uint8Array): Piece | null {
  const body = said.subarray(1);
  switch (said[0]) {
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

function coilsIn(said: Uint8Array): Piece | null {
  const body = said.subarray(1);
  switch (said[0]) {
    case FUNCTION.writeCoil:
      return { address: u16(body, 0), bytes: Uint8Array.of(body[2] === COIL_ON ? 1 : 0) };
    case FUNCTION.writeCoils:
      return body.length > 5 && body[4] === body.length - 5
        ? { address: u16(body, 0), bytes: bitsOf(body.subarray(5), u16(body, 2)) }
        : null;
    case FUNCTION.readCoils:
    case FUNCTION.readInputs: {
      const read = answered(body);
      return read && { address: null, bytes: bitsOf(read.bytes, 8 * read.bytes.length) };
    }
    default:
      return null;
  }
}

function answered(body: Uint8Array): Piece | null {
  return body.length > 1 && body[0] === body.length - 1 ? { address: null, bytes: body.subarray(1) } : null;
}

/** The first coil is the lowest bit of the first byte (6.1). */
function bitsOf(bytes: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from(
    { length: Math.min(count, 8 * bytes.length) },
    (_, i) => (bytes[i >> 3] >> (i & 7)) & 1,
  );
}

function packed(bits: Uint8Array, isLowFirst: boolean): Uint8Array {
  const bytes = new Uint8Array(bits.length >> 3);
  for (let i = 0; i < 8 * bytes.length; i++) bytes[i >> 3] |= bits[i] << (isLowFirst ? i & 7 : 7 - (i & 7));
  return bytes;
}
