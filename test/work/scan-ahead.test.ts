import { afterAll, describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { ByteSource } from "../../src/capture/byte-source.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { scanRecording } from "../../src/capture/scan-recording.ts";
import { canary } from "../../src/judge/policy/secret.ts";
import { OVERLAP_BYTES, WINDOW_BYTES } from "../../src/judge/search/scan-stream.ts";
import type { ScanAhead } from "../../src/judge/search/window-queue.ts";
import { scanAhead, scanThreads } from "../../src/work/scan-ahead.ts";

const SECRETS = ["wifi.psk", "settings.token"].map((name) => ({ name, values: [canary(name, 1).value] }));
const [psk, token] = SECRETS.map(({ values }) => Buffer.from(values[0]));

const threads = scanThreads(2);
const ahead = scanAhead(threads);
afterAll(() => threads.close());

/** A recording of more windows than may wait, with secrets in several encodings, at and across their borders. */
function recording(kind: "bytes" | "text"): Buffer {
  const random = Random.stream(1, "test/scan-ahead").bytes(12 * WINDOW_BYTES);
  const text = Buffer.from(Buffer.from(random).toString("base64")).subarray(0, random.length);
  const bytes = kind === "bytes" ? Buffer.from(random) : text;
  if (kind === "text") for (let at = 100; at < bytes.length; at += 101) bytes[at] = 0x0a;
  const step = WINDOW_BYTES - OVERLAP_BYTES;
  const forms = [psk, Buffer.from(token.toString("base64")), Buffer.from(psk.toString("hex")), token];
  forms.forEach((form, i) => {
    for (const window of [1, 4, 7, 10]) bytes.set(form, (window + i / 4) * step - (i * form.length) / 2);
  });
  return bytes;
}

function scanned(bytes: Buffer, ahead?: ScanAhead) {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  }
  const content = () => ({ name: "recording", sizeBytes: bytes.length, pieces: pieces() });
  const open = () => ByteSource.of(content(), nodeScanTools);
  const asked = { name: "recording", open, inside: async () => null, messages: null };
  return scanRecording(asked, SECRETS, { ...nodeScanTools, ahead });
}

describe("windows of a scan that are scanned side by side", () => {
  it.each(["bytes", "text"] as const)("come to the same as in one thread: %s", async (kind) => {
    const bytes = recording(kind);
    const [here, besides] = [await scanned(bytes), await scanned(bytes, ahead)];
    expect(besides).toEqual(here);
    expect(here.found.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(12);
  });

  it("are scanned by threads", async () => {
    let here = 0;
    const counted: ScanAhead = (wanted, scan) =>
      ahead(wanted, (window) => {
        here++;
        return scan(window);
      });
    await scanned(recording("bytes"), counted);
    expect(here).toBeLessThan(12);
  });

  it("are scanned by whoever needs them where no thread does", async () => {
    const lost = scanThreads(2, { url: new URL("gone.mjs", import.meta.url), execArgv: [] });
    const bytes = recording("bytes");
    expect(await scanned(bytes, scanAhead(lost))).toEqual(await scanned(bytes));
    await lost.close();
  });

  it("belong to the recording whose secrets they are searched for", async () => {
    const bytes = recording("bytes");
    const other = Buffer.from(Random.stream(2, "test/scan-ahead").bytes(4 * WINDOW_BYTES));
    const [first, second] = await Promise.all([scanned(bytes, ahead), scanned(other, ahead)]);
    expect(first.found.length).toBeGreaterThan(0);
    expect(first).toEqual(await scanned(bytes));
    expect(second.found).toEqual([]);
  });
});
