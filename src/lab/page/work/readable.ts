/** The beginning of bytes as one line of text, for lists. */
import { toLatin1 } from "../../../../sim/tape/bytes.ts";

const CHARACTERS = 90;
/** A first line of so many characters says enough by itself. */
const LINE_CHARACTERS = 8;

/** A dot stands for what is no character of ASCII. */
export function readable(bytes: Uint8Array): string {
  const text = toLatin1(bytes.subarray(0, CHARACTERS));
  const end = text.indexOf("\r\n");
  return text.slice(0, end < LINE_CHARACTERS ? CHARACTERS : end).replace(/[^ -~]/g, "·");
}
