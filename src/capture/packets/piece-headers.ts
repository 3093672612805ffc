/** Headers between the pieces of a value that are known: BluFi's over Bluetooth, and the status of FTDI's chips over USB. */
import { concatAll } from "../../../sim/tape/bytes.ts";

/** ESP-IDF, "BluFi", 4: type, control, number, length; then perhaps the length of what is left, and at the end a checksum. */
const BLUFI = {
  headerBytes: 4,
  encrypted: 0x01,
  checksum: 0x02,
  fragment: 0x10,
  controlMask: 0x1f,
  typeMask: 3,
};
const CHECKSUM_BYTES = 2;
const LEFT_BYTES = 2;

export interface BluFi {
  readonly bytes: Uint8Array;
  readonly isEncrypted: boolean;
}

/** Null for pieces that are not all frames of BluFi. */
export function bluFiOf(pieces: readonly Uint8Array[]): BluFi | null {
  if (pieces.length === 0 || !pieces.every(isBluFi)) return null;
  const contents = pieces.map((piece) => {
    const start = BLUFI.headerBytes + ((piece[1] & BLUFI.fragment) !== 0 ? LEFT_BYTES : 0);
    return piece.subarray(start, BLUFI.headerBytes + piece[3]);
  });
  return {
    bytes: concatAll(contents),
    isEncrypted: pieces.some((piece) => (piece[1] & BLUFI.encrypted) !== 0 && piece[3] > 0),
  };
}

function isBluFi(piece: Uint8Array): boolean {
  if (piece.length < BLUFI.headerBytes || (piece[0] & BLUFI.typeMask) > 1) return false;
  const control = piece[1];
  const end = BLUFI.headerBytes + piece[3] + ((control & BLUFI.checksum) !== 0 ? CHECKSUM_BYTES : 0);
  return (control & ~BLUFI.controlMask) === 0 && end === piece.length;
}

/** Two bytes of status begin each packet of a transfer (Linux, drivers/usb/serial/ftdi_sio.h); packets of USB 1.1 and 2.0. */
const FTDI = { statusBytes: 2, packetBytes: [64, 512] };

/** Null for pieces that do not all begin with such a status. */
export function ftdiOf(pieces: readonly Uint8Array[]): Uint8Array[] | null {
  const hasStatus = (piece: Uint8Array) => (piece[0] & 0x0f) === 1 && (piece[1] & 0x0f) === 0;
  if (!pieces.some(({ length }) => length > FTDI.statusBytes) || !pieces.every(hasStatus)) return null;
  return FTDI.packetBytes.map((packetBytes) =>
    concatAll(
      pieces.flatMap((piece) =>
        Array.from({ length: Math.ceil(piece.length / packetBytes) }, (_, i) =>
          piece.subarray(i * packetBytes + FTDI.statusBytes, (i + 1) * packetBytes),
        ),
      ),
    ),
  );
}
