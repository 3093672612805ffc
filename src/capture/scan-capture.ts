/** Judges a file of the user's by searching it. */
import type { Messages } from "./compare/messages.ts";
import { openFile, type Reading } from "./file-source.ts";
import type { KnownSecret } from "./known-secret.ts";
import { nodeScanTools } from "./node-scan-tools.ts";
import { decrypted } from "./packets/decrypt.ts";
import { type Opening, scanRecording } from "./scan-recording.ts";
import type { ScannedCapture } from "./scanned-capture.ts";

export interface ScanOptions extends Reading {
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
  /** Keys in the capture itself are used: tshark, which is a large program, reads a file of somebody else's. */
  readonly useTshark?: boolean;
  /** Gets every message, to compare it. */
  readonly messages?: Messages | null;
}

/** Throws a UserError when the file can't be read; a broken one is judged as far as it goes. */
export function scanCapture(
  file: string,
  secrets: readonly KnownSecret[],
  { keylog, useTshark = false, messages = null, ...reading }: ScanOptions = {},
): Promise<ScannedCapture> {
  const { signal } = reading;
  const recording = {
    name: file,
    open: ({ isQuiet = false, watch }: Opening = {}) =>
      openFile(file, { ...reading, watch, ...(isQuiet && { progress: undefined }) }),
    inside: async (hasKeys: boolean) =>
      keylog !== undefined || (hasKeys && useTshark) ? decrypted(file, keylog, signal) : null,
    messages,
  };
  return scanRecording(recording, secrets, nodeScanTools);
}
