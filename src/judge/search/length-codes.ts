/** Reads what the lengths of packets say to whoever knows the coding, though their contents are encrypted. */
import { readLengths } from "../../../sim/pairing/esp-touch.ts";

export interface LengthMessage {
  /** The layers, outermost first. */
  readonly chain: readonly string[];
  readonly texts: readonly string[];
}

/** What a sequence of sizes tells; empty where no coding is recognised. */
export function messagesInLengths(sizes: readonly number[]): LengthMessage[] {
  const network = readLengths(sizes);
  return network === null ? [] : [{ chain: ["lengths", "esp-touch"], texts: [network.ssid, network.psk] }];
}
