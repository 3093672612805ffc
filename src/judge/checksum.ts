/** Checksums of bytes that come piece by piece: those of gzip (RFC 1952, 8) and zlib (RFC 1950, 8.2). */

export interface Checksum {
  add(bytes: Uint8Array): void;
  readonly value: number;
}

const POLYNOMIAL = 0xedb88320;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  return crc;
});

export class Crc32 implements Checksum {
  private crc = 0xffffffff;

  add(bytes: Uint8Array): void {
    let { crc } = this;
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 0xff];
    this.crc = crc;
  }

  get value(): number {
    return ~this.crc >>> 0;
  }
}

/** CRC-32 as in Ethernet and zip (polynomial 0xEDB88320, reflected). */
export function crc32(bytes: Uint8Array): number {
  const checksum = new Crc32();
  checksum.add(bytes);
  return checksum.value;
}

const ADLER_MODULUS = 65_521;
/** Bytes after which neither sum is beyond 32 bits. */
const ADLER_BYTES = 5_552;

export class Adler32 implements Checksum {
  private low = 1;
  private high = 0;

  add(bytes: Uint8Array): void {
    let { low, high } = this;
    for (let start = 0; start < bytes.length; start += ADLER_BYTES) {
      const end = Math.min(bytes.length, start + ADLER_BYTES);
      for (let i = start; i < end; i++) {
        low += bytes[i];
        high += low;
      }
      low %= ADLER_MODULUS;
      high %= ADLER_MODULUS;
    }
    this.low = low;
    this.high = high;
  }

  get value(): number {
    return ((this.high << 16) | this.low) >>> 0;
  }
}
