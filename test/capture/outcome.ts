/** Outcome of scanning a recording that is made in a test. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBytes } from "../../sim/tape/bytes.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { SECRETS } from "./known-secrets.ts";
import { ack, pcapOf, segment, syn } from "./wire.ts";

/** Secrets that are found, or the kinds of blind spots. */
export async function outcome(content: string | Uint8Array, secrets = SECRETS): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-test-"));
  const file = join(folder, "recording");
  writeFileSync(file, content);
  const capture = await scanCapture(file, secrets).finally(() => rmSync(folder, { recursive: true }));
  const { word } = verdictOf(capture);
  if (word === "keeps") return word;
  if (word === "unknown") return `unknown: ${capture.notUnderstood.map(({ kind }) => kind).join(" ")}`;
  return [...new Set(capture.found.map(({ finding }) => finding.secret))].sort().join(" ");
}

/** A connection on which the two ends say this in turn; the client begins. */
export function talk(...said: readonly (string | Uint8Array)[]): Uint8Array {
  const frames = [syn()];
  const at = [0, 0];
  said.forEach((what, i) => {
    const bytes = typeof what === "string" ? toBytes(what) : what;
    if (i % 2 === 0) frames.push(segment(at[0], bytes));
    else frames.push(ack(at[0], Buffer.from(bytes).toString("latin1")));
    at[i % 2] += bytes.length;
  });
  return pcapOf(frames);
}

/** The same, recorded from when it was under way. */
export function talkUnderWay(...said: readonly (string | Uint8Array)[]): Uint8Array {
  let at = 0;
  const frames = said.map((what) => {
    const bytes = typeof what === "string" ? toBytes(what) : what;
    at += bytes.length;
    return segment(at - bytes.length, bytes);
  });
  return pcapOf(frames);
}
