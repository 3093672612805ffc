/**
 * Exported PDU of Wireshark: content that one protocol carries for another
 * (wiretap/wtap_opttypes.h, epan/exported_pdu.h).
 */
import { addressText } from "./ip.ts";
import { viewOf } from "./packet.ts";

/** Link type (IETF draft-ietf-opsawg-pcaplinktype, LINKTYPE_WIRESHARK_UPPER_PDU). */
export const UPPER_PDU = 252;

export interface UpperPdu {
  readonly source: { readonly address: string; readonly port: number };
  readonly target: { readonly address: string; readonly port: number };
  /** Number of the frame that it was in. */
  readonly frame: number;
  readonly bytes: Uint8Array;
}

const TAG = {
  end: 0,
  ipv4Source: 20,
  ipv4Target: 21,
  ipv6Source: 22,
  ipv6Target: 23,
  portKind: 24,
  sourcePort: 25,
  targetPort: 26,
  frame: 30,
};

/** Kind of port of TCP (`OLD_PT_TCP`). */
const TCP_PORT = 2;

/** Null when it is none, or does not say between whom; also where it was not over TCP. */
export function upperPduOf(packet: Uint8Array): UpperPdu | null {
  const view = viewOf(packet);
  const tags = new Map<number, Uint8Array>();
  let at = 0;
  for (let tag = -1; tag !== TAG.end; ) {
    if (at + 4 > packet.length) return null;
    tag = view.getUint16(at);
    const length = view.getUint16(at + 2);
    tags.set(tag, packet.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const number = (tag: number) =>
    Number.parseInt(Buffer.from(tags.get(tag) ?? []).toString("hex") || "0", 16);
  const source = tags.get(TAG.ipv4Source) ?? tags.get(TAG.ipv6Source);
  const target = tags.get(TAG.ipv4Target) ?? tags.get(TAG.ipv6Target);
  if (source === undefined || target === undefined || at > packet.length) return null;
  if (number(TAG.portKind) !== TCP_PORT) return null;
  return {
    source: { address: addressText(source), port: number(TAG.sourcePort) },
    target: { address: addressText(target), port: number(TAG.targetPort) },
    frame: number(TAG.frame),
    bytes: packet.subarray(at),
  };
}
