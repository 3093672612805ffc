/** Task `scan`: looks for credentials in recordings of a real appliance. */
import { type ComparedFiles, compareCaptures } from "../capture/compare/compare-captures.ts";
import type { KnownSecret } from "../capture/known-secret.ts";
import { checkDecryption } from "../capture/packets/decrypt.ts";
import { scanCapture } from "../capture/scan-capture.ts";
import { type ScannedCapture, verdictOf } from "../capture/scanned-capture.ts";
import { EXIT_DONE, EXIT_LEAKS, EXIT_UNKNOWN } from "../exit-codes.ts";
import { stopIfAborted } from "../user-error.ts";
import { step, type TaskContext } from "./progress.ts";

export interface ScanRequest {
  readonly files: readonly string[];
  /** Captures that differ in one secret; null where nothing is compared. */
  readonly compare: ComparedFiles | null;
  readonly secrets: readonly KnownSecret[];
  /** File with the keys of TLS connections. */
  readonly keylog?: string;
}

export interface ScanResult {
  readonly captures: readonly ScannedCapture[];
  readonly exitCode: number;
}

/** Each capture is an item of progress as soon as it was scanned. Throws a UserError for a file that can't be read. */
export async function scan(request: ScanRequest, context: TaskContext<ScannedCapture>): Promise<ScanResult> {
  const { files, compare, secrets, keylog } = request;
  const { on, signal } = context;
  if (keylog !== undefined) await checkDecryption(keylog);
  const captures: ScannedCapture[] = [];
  const take = (capture: ScannedCapture) => {
    captures.push(capture);
    on({ kind: "item", item: capture });
  };
  const begin = (part: string) => {
    on(step(part));
    stopIfAborted(signal, `${captures.length} of ${files.length} files were searched.`);
    const progress = (doneBytes: number, totalBytes: number) =>
      on({ kind: "transfer", part, doneBytes, totalBytes });
    return { keylog, signal, progress };
  };
  if (compare !== null) take(await compareCaptures(compare, secrets, begin("comparing captures")));
  for (const [index, file] of files.entries())
    take(await scanCapture(file, secrets, begin(`reading file ${index + 1} of ${files.length}`)));
  const words = captures.map((capture) => verdictOf(capture).word);
  const isUnknown = words.includes("unknown");
  return { captures, exitCode: words.includes("leaks") ? EXIT_LEAKS : isUnknown ? EXIT_UNKNOWN : EXIT_DONE };
}
