/** Colours for a stream, where it is a terminal that has them. */
import picocolors from "picocolors";
import type { Colors } from "picocolors/types.js";

export function colorsFor(stream: NodeJS.WriteStream): Colors {
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}
