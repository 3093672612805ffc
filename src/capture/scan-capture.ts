/** Judges a file of the user's by searching it. */

import type { ScanAhead } from "../judge/search/window-queue.ts";
import { ByteSource } from "./byte-source.ts";
import type { Messages } from "./compare/messages.ts";
import { openFile, type Reading } from "./file-source.ts";
import { isForTshark } from "./foreign.ts";
import type { KnownSecret } from "./known-secret.ts";
import { nodeScanTools } from "./node-scan-tools.ts";
import { asPcapng, decrypted, ipPackets } from "./packets/tshark-packets.ts";
import { type Opening, scanRecording } from "./scan-recording.ts";
import type { ScannedCapture } from "./scanned-capture.ts";

export interface ScanOptions extends Reading {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /**
   * Other formats and links, and TLS whose keys are in the capture itself, are read by tshark: a large program, which takes a
   * file of somebody else's apart.
   */
  readonly useTshark?: boolean;
  /** Gets every message, to compare it. */
  readonly messages?: Messages | null;
  /** By default all is searched in this thread. */
  readonly ahead?: ScanAhead;
}

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export function scanCapture(
  file: string,
  secrets: readonly KnownSecret[],
  { keylog, useTshark = false, messages = null, ahead, ...reading }: ScanOptions = {},
): Promise<ScannedCapture> {
  const { signal } = reading;
  const recording = {
    name: file,
    open: async ({ isQuiet = false, watch }: Opening = {}) => {
      const own = { ...reading, watch, ...(isQuiet && { progress: undefined }) };
      const source = await openFile(file, own);
      if (!useTshark || !isForTshark(source.head)) return source;
      await source.discard();
      const child = asPcapng(file, signal);
      const content = { name: file, sizeBytes: null, pieces: child.pieces(), trouble: () => child.trouble };
      return ByteSource.of(content, nodeScanTools, own);
    },
    inside: async (hasKeys: boolean) =>
      keylog !== undefined || (hasKeys && useTshark) ? decrypted(file, keylog, signal) : null,
    linked: useTshark ? () => ipPackets(file, signal) : null,
    messages,
  };
  return scanRecording(recording, secrets, { ...nodeScanTools, ahead });
}
