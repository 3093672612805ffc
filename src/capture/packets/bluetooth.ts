/** Bluetooth packets: HCI as a phone logs it, and LE as a sniffer sees it; values are pieces of writes to one handle. */
import type { Carried, CarriedList, LinkState } from "./carried.ts";

const AIR = { observer: "air", channel: "wifi" } as const;
/** Types of H4 (Bluetooth Core 5.4, volume 4, part A, 2). */
const H4 = { command: 1, data: 2, voice: 3, event: 4, isochronous: 5 };
/** Volume 4, part E, 5.4.2: whether a packet continues another. */
const CONTINUES = 1;
/** Channels of L2CAP (volume 3, part A, 2.1). */
const CHANNEL = { attributes: 4, firstDynamic: 0x40, lastDynamic: 0x7f };
const LE_FIXED = [4, 5, 6];
const MAX_L2CAP_BYTES = 65_535;
const MAX_UNFINISHED = 256;
/** Operations that carry a value (volume 3, part F, 3.4): where it starts. */
const VALUE_AT: Readonly<Record<number, number>> = {
  11: 1,
  13: 1,
  18: 3,
  22: 5,
  23: 5,
  27: 3,
  29: 3,
  82: 3,
  210: 3,
};

/** `direction` tells what is sent from what is received, where that is known. */
export function hciPacket(packet: Uint8Array, state: LinkState, direction = ""): CarriedList {
  if (packet[0] !== H4.data) {
    const isVoice = packet[0] === H4.voice || packet[0] === H4.isochronous;
    return [{ kind: "content", bytes: isVoice ? packet.subarray(4) : packet, ...AIR }];
  }
  const handle = (packet[1] | (packet[2] << 8)) & 0xfff;
  const content = packet.subarray(5, 5 + (packet[3] | (packet[4] << 8)));
  return l2cap(content, ((packet[2] >> 4) & 3) !== CONTINUES, `hci ${direction} ${handle}`, state);
}

/** A frame of the link layer (volume 6, part B, 2): access address, header, content, checksum. */
const ADVERTISING = 0x8e89bed6;
const LINK = { continues: 1, starts: 2, control: 3 };
const CONTROL = { encryptionStarts: 5, encryptionStarted: 6, encryptionPauses: 0x0b };

export function leFrame(frame: Uint8Array, state: LinkState): CarriedList {
  if (frame.length < 6) return [{ kind: "content", bytes: frame, ...AIR }];
  const address = (frame[0] | (frame[1] << 8) | (frame[2] << 16) | (frame[3] << 24)) >>> 0;
  const content = frame.subarray(6, 6 + frame[5]);
  if (address === ADVERTISING)
    return [isMesh(content) ? sealed(content) : { kind: "content", bytes: content, ...AIR }];
  if (content.length === 0) return [{ kind: "content", bytes: content, ...AIR }];
  const link = frame[4] & 3;
  const isControl = link === LINK.control;
  if (state.sealed.has(address)) {
    if (isControl && content[0] === CONTROL.encryptionPauses) state.sealed.delete(address);
    return [sealed(content)];
  }
  if (isControl) {
    if (content[0] === CONTROL.encryptionStarts || content[0] === CONTROL.encryptionStarted)
      state.sealed.add(address);
    return [{ kind: "content", bytes: content, ...AIR }];
  }
  // Encryption that began before the recording is seen from a header that L2CAP does not have.
  if (link === LINK.starts && !isL2cap(content)) return [sealed(content)];
  return l2cap(content, link === LINK.starts, `le ${address}`, state, "le");
}

/** Behind the sender's address, each with length and type: 0x2a are messages of a mesh, which are encrypted (Mesh 1.1, 3.3.1). */
const SENDER_BYTES = 6;
const MESH_MESSAGE = 0x2a;

function isMesh(advertised: Uint8Array): boolean {
  for (let at = SENDER_BYTES; at + 1 < advertised.length; at += 1 + advertised[at]) {
    if (advertised[at] === 0) return false;
    if (advertised[at + 1] === MESH_MESSAGE) return true;
  }
  return false;
}

const WITH_HEADER = { bytes: 10, flagsAt: 8, isReadable: 1 };

/** Header of BLUETOOTH_LE_LL_WITH_PHDR: channel, strengths, a reference address, flags (tcpdump.org/linktypes). */
export function leWithHeader(frame: Uint8Array, state: LinkState): CarriedList {
  const packet = frame.subarray(WITH_HEADER.bytes);
  const isWhitened = ((frame[WITH_HEADER.flagsAt] ?? 0) & WITH_HEADER.isReadable) === 0;
  if (isWhitened)
    return [{ kind: "blind", spot: "link", detail: "whitened Bluetooth", bytes: packet, ...AIR }];
  return leFrame(packet, state);
}

function sealed(bytes: Uint8Array): Carried {
  return { kind: "blind", spot: "bluetooth", detail: null, bytes, ...AIR };
}

function isL2cap(bytes: Uint8Array): boolean {
  const channel = (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8);
  const isChannel =
    LE_FIXED.includes(channel) || (channel >= CHANNEL.firstDynamic && channel <= CHANNEL.lastDynamic);
  return bytes.length >= 4 && isChannel && (bytes[0] | (bytes[1] << 8)) >= bytes.length - 4;
}

/** Puts packets together; of what is whole, values are taken out. */
function l2cap(
  bytes: Uint8Array,
  isFirst: boolean,
  connection: string,
  state: LinkState,
  /** Values to one attribute go on where a connection is made anew, with another address. */
  peer = connection,
): CarriedList {
  const { parts } = state;
  const before = isFirst ? undefined : parts.get(connection);
  const lost: Carried[] = [];
  if (isFirst && parts.has(connection))
    lost.push({ kind: "blind", spot: "parts", detail: null, bytes: parts.get(connection)!, ...AIR });
  parts.delete(connection);
  if (!isFirst && before === undefined)
    return [{ kind: "blind", spot: "parts", detail: null, bytes, ...AIR }];
  const whole = before === undefined ? bytes : Buffer.concat([before, bytes]);
  const length = (whole[0] ?? 0) | ((whole[1] ?? 0) << 8);
  if (whole.length < length + 4 && whole.length < MAX_L2CAP_BYTES && parts.size < MAX_UNFINISHED) {
    parts.set(connection, whole.slice());
    return [{ kind: "content", bytes, ...AIR }, ...lost];
  }
  const channel = (whole[2] ?? 0) | ((whole[3] ?? 0) << 8);
  const content = whole.subarray(4, 4 + length);
  if (channel !== CHANNEL.attributes)
    return [{ kind: "piece", thread: `${connection} ${channel}`, bytes: content, ...AIR }, ...lost];
  const at = VALUE_AT[content[0]];
  if (at === undefined) return [{ kind: "content", bytes: content, ...AIR }, ...lost];
  const handle = at > 1 ? content[1] | (content[2] << 8) : 0;
  const thread = `${peer} attribute ${handle} ${content[0]}`;
  return [{ kind: "piece", thread, bytes: content.subarray(at), ...AIR }, ...lost];
}
