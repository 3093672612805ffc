/**
 * TLS 1.2 records (RFC 5246) as somebody on the path sees them: the greeting with the server's name, and sealed
 * records of which only the size is known. What stands in those is filler, made from nothing but the
 * connection's number and the place in it.
 */

import { Random } from "../../sim/engine/random.ts";
import { concat } from "../../sim/tape/bytes.ts";

const CONTENT = { handshake: 22, applicationData: 23 };
const VERSION = [3, 3];
const HEADER_BYTES = 5;
/** Most bytes in one sealed record: plaintext and what AES-GCM adds (RFC 5246, 6.2.1; RFC 5288). */
const MAX_SEALED_BYTES = HEADER_BYTES + 16_384 + 24;
const CLIENT_HELLO = 1;
const HOST_NAME = 0;
const EXTENSION = { serverName: 0, supportedGroups: 10, pointFormats: 11, signatureAlgorithms: 13 };
/** ECDHE with RSA or ECDSA, and AES-128-GCM (RFC 5289). */
const CIPHER_SUITES = [0xc0, 0x2f, 0xc0, 0x2b];
/** secp256r1; uncompressed; ECDSA and RSA with SHA-256 (RFC 8422, RFC 5246). */
const SUPPORTED_GROUPS = [0, 23];
const POINT_FORMATS = [0];
const SIGNATURE_ALGORITHMS = [4, 3, 4, 1];

/** `serverName` is null where the client names none: addresses are not names (RFC 6066, 3). */
export function clientHello(serverName: Uint8Array | null, connection: number): Uint8Array {
  const names =
    serverName === null
      ? []
      : [extension(EXTENSION.serverName, sized(2, [HOST_NAME, ...sized(2, serverName)]))];
  const extensions = [
    ...names.flat(),
    ...extension(EXTENSION.supportedGroups, sized(2, SUPPORTED_GROUPS)),
    ...extension(EXTENSION.pointFormats, sized(1, POINT_FORMATS)),
    ...extension(EXTENSION.signatureAlgorithms, sized(2, SIGNATURE_ALGORITHMS)),
  ];
  const noSession = sized(1, []);
  const noCompression = sized(1, [0]);
  const hello = [
    ...VERSION,
    ...filler(connection, "hello", 32),
    ...noSession,
    ...sized(2, CIPHER_SUITES),
    ...noCompression,
    ...sized(2, extensions),
  ];
  return record(CONTENT.handshake, Uint8Array.from([CLIENT_HELLO, ...sized(3, hello)]));
}

/** Records that take `sizeBytes` altogether; `place` tells them from others of the connection. */
export function sealedRecords(sizeBytes: number, connection: number, place: string): Uint8Array {
  const records: Uint8Array[] = [];
  // No record is smaller than its header and a byte.
  for (let left = Math.max(sizeBytes, HEADER_BYTES + 1); left > 0; ) {
    const rest = left - Math.min(left, MAX_SEALED_BYTES);
    const size = rest > 0 && rest <= HEADER_BYTES ? left - HEADER_BYTES - 1 : left - rest;
    records.push(
      record(CONTENT.applicationData, filler(connection, `${place}/${records.length}`, size - HEADER_BYTES)),
    );
    left -= size;
  }
  return concat(...records);
}

function record(content: number, bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(content, ...VERSION, bytes.length >> 8, bytes.length & 0xff), bytes);
}

function extension(type: number, content: readonly number[]): number[] {
  return [type >> 8, type & 0xff, ...sized(2, content)];
}

/** With its length in front, in so many bytes. */
function sized(lengthBytes: number, content: ArrayLike<number>): number[] {
  const length = Array.from(
    { length: lengthBytes },
    (_, i) => (content.length >> (8 * (lengthBytes - 1 - i))) & 0xff,
  );
  return [...length, ...Array.from(content)];
}

function filler(connection: number, place: string, sizeBytes: number): Uint8Array {
  return Random.stream(0, `tls filler/${connection}/${place}`).bytes(sizeBytes);
}
