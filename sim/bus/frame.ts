/**
 * Jacdac frames: the packets that travel on the wire between devices, and between a device and itself.
 * Layout (Jacdac protocol specification, and `jd_physical.h` in jacdac-c), little-endian:
 * CRC-16 (2), payload size (1), flags (1), device id (8), then packets padded to four bytes, each
 * size (1), service index (1), command (2), data.
 */

/** The id names the receiver, not the sender. */
export const FLAG_COMMAND = 0x01;

export const HEADER_BYTES = 12;
/** Header of each packet in a frame. */
export const PACKET_HEADER_BYTES = 4;
/** Sizes of a frame and of its first packet, within the frame: bytes `[start, end)`. */
export const LENGTHS: readonly (readonly [number, number])[] = [
  [2, 3],
  [12, 13],
];
/** Device id within a frame: bytes `[start, end)`. */
export const DEVICE_ID = { start: 4, end: 12 };
/** Most payload bytes that a frame can carry. */
export const MAX_PAYLOAD_BYTES = 240;

/** Reports on this service index carry the checksum of a frame that is acknowledged. */
export const ACK_INDEX = 0x3f;
export const GET_REGISTER = 0x1000;
export const SET_REGISTER = 0x2000;
const EVENT = 0x8000;
/** Mask of the counter in an event's command number. */
export const EVENT_COUNTERS = 0x7f;
/** Says that a register or command is not known (Jacdac service catalogue, `_base`). */
export const COMMAND_NOT_IMPLEMENTED = 0x03;

export interface Packet {
  readonly index: number;
  readonly command: number;
  readonly data: Uint8Array;
}

export interface Frame {
  readonly flags: number;
  /** 16 hex digits, in the order in which they are written down (least significant byte first on the wire). */
  readonly device: string;
  readonly packets: readonly Packet[];
}

/** Reads a frame; null when it is malformed. The checksum is not looked at. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  if (bytes.length < HEADER_BYTES) return null;
  const end = Math.min(bytes.length, HEADER_BYTES + bytes[2]);
  const packets: Packet[] = [];
  for (let at = HEADER_BYTES; at + 4 <= end; ) {
    const size = bytes[at];
    if (at + 4 + size > end) return null;
    packets.push({
      index: bytes[at + 1],
      command: bytes[at + 2] | (bytes[at + 3] << 8),
      data: bytes.slice(at + 4, at + 4 + size),
    });
    at += (4 + size + 3) & ~3;
  }
  return { flags: bytes[3], device: deviceIdText(bytes.subarray(DEVICE_ID.start, DEVICE_ID.end)), packets };
}

/**
 * Bytes of a frame behind the data of its packets, up to a multiple of four: the runtime leaves in them what an earlier
 * frame had there.
 */
export function paddingIn(frame: Uint8Array): (readonly [start: number, end: number])[] {
  let at = HEADER_BYTES;
  return (decodeFrame(frame)?.packets ?? []).flatMap(({ data }) => {
    const start = at + PACKET_HEADER_BYTES + data.length;
    at = (start + 3) & ~3;
    return start < at ? [[start, Math.min(at, frame.length)] as const] : [];
  });
}

export function encodeFrame(frame: Frame): Uint8Array {
  const size = frame.packets.reduce((sum, p) => sum + ((4 + p.data.length + 3) & ~3), 0);
  const bytes = new Uint8Array(HEADER_BYTES + size);
  bytes[2] = size;
  bytes[3] = frame.flags;
  bytes.set(deviceIdBytes(frame.device), DEVICE_ID.start);
  let at = HEADER_BYTES;
  for (const { index, command, data } of frame.packets) {
    bytes.set([data.length, index, command & 0xff, command >> 8], at);
    bytes.set(data, at + 4);
    at += (4 + data.length + 3) & ~3;
  }
  const crc = crc16(bytes.subarray(2));
  bytes[0] = crc & 0xff;
  bytes[1] = crc >> 8;
  return bytes;
}

/** Command number of a service's event. `counter` rises with each event of a device and wraps at 128. */
export function eventCommand(counter: number, code: number): number {
  return EVENT | ((counter & EVENT_COUNTERS) << 8) | code;
}

/** Counter of an event; null where a command number is another packet's. */
export function eventCounter(command: number): number | null {
  return (command & EVENT) === 0 ? null : (command >> 8) & EVENT_COUNTERS;
}

/** Ranges of a frame that are checksums: its own, and those that an acknowledgement or a refusal repeats. */
export function linkDataRanges(frame: Frame): [number, number][] {
  const ranges: [number, number][] = [[0, 2]];
  let at = HEADER_BYTES;
  for (const packet of frame.packets) {
    if (packet.index === ACK_INDEX) ranges.push([at + 2, at + 4]);
    else if (isRefusal(frame, packet)) ranges.push([at + 6, at + 8]);
    at += (4 + packet.data.length + 3) & ~3;
  }
  return ranges;
}

/** The device does not know a register or command: it repeats the number and the checksum of the frame. */
function isRefusal({ flags }: Frame, { index, command, data }: Packet): boolean {
  return (
    (flags & FLAG_COMMAND) === 0 && index > 0 && command === COMMAND_NOT_IMPLEMENTED && data.length === 4
  );
}

export function frameChecksum(bytes: Uint8Array): number {
  return bytes[0] | (bytes[1] << 8);
}

/** The frame says which services a device offers, and nothing more. */
export function isAnnouncement({ flags, packets }: Frame): boolean {
  return (flags & FLAG_COMMAND) === 0 && packets.every(({ index, command }) => index === 0 && command === 0);
}

/** The id under which servers that firmware starts appear (`devs_jd_server_device_id`, DeviceScript jdiface.c). */
export function serverIdOf(device: string): string {
  return (BigInt(`0x${device}`) ^ 0xf8531b75a74922dbn).toString(16).padStart(16, "0");
}

function deviceIdText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

export function deviceIdBytes(id: string): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(id.slice(2 * i, 2 * i + 2), 16));
}

/** CRC-16/CCITT with start value 0xFFFF (`jd_crc16`, jacdac-c). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    let x = (crc >> 8) ^ byte;
    x ^= x >> 4;
    crc = ((crc << 8) ^ (x << 12) ^ (x << 5) ^ x) & 0xffff;
  }
  return crc;
}
