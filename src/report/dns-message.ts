/** DNS messages (RFC 1035, 4): a question for a host's IPv4 address and the answer. */

import { concat } from "../../sim/tape/bytes.ts";

/** Limits of RFC 1035, 2.3.4, bytes: of a label, and of a name with a length before each label and a zero behind. */
const MAX_LABEL_BYTES = 63;
const MAX_NAME_BYTES = 255;
const TYPE_A = 1;
const CLASS_INTERNET = 1;
/** Recursion desired; in an answer also: is one, recursion available. */
const QUERY_FLAGS = 0x0100;
const ANSWER_FLAGS = 0x8180;
const NAME_ERROR = 3;
/** Points back to the name in the question, which follows the header (RFC 1035, 4.1.4). */
const NAME_OF_QUESTION = 0xc00c;
const TIME_TO_LIVE_SECONDS = 300;

export function dnsQuery(id: number, name: Uint8Array): Uint8Array {
  return concat(words(id, QUERY_FLAGS, 1, 0, 0, 0), question(name));
}

/** `address` has four bytes; null says that there is no such name. */
export function dnsAnswer(id: number, name: Uint8Array, address: Uint8Array | null): Uint8Array {
  if (address === null) return concat(words(id, ANSWER_FLAGS | NAME_ERROR, 1, 0, 0, 0), question(name));
  const record = words(NAME_OF_QUESTION, TYPE_A, CLASS_INTERNET, 0, TIME_TO_LIVE_SECONDS, address.length);
  return concat(words(id, ANSWER_FLAGS, 1, 1, 0, 0), question(name), record, address);
}

function question(name: Uint8Array): Uint8Array {
  return concat(encodeName(name), words(TYPE_A, CLASS_INTERNET));
}

/** Firmware may ask for anything. What no name can hold is shown as far as it fits: long labels in pieces. */
function encodeName(name: Uint8Array): Uint8Array {
  const out: number[] = [];
  let label: number[] = [];
  const endLabel = () => {
    if (label.length > 0) out.push(label.length, ...label);
    label = [];
  };
  for (const byte of name) {
    if (out.length + label.length + 3 > MAX_NAME_BYTES) break;
    if (byte === 0x2e) endLabel();
    else label.push(byte);
    if (label.length === MAX_LABEL_BYTES) endLabel();
  }
  endLabel();
  return Uint8Array.of(...out, 0);
}

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value);
  return bytes;
}
