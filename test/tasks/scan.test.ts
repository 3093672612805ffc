import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { CaptureReport } from "../../src/report/document.ts";
import { type ScanRequest, scan } from "../../src/tasks/scan.ts";
import { OTHER_PSK, PSK, SECRETS, SSID } from "../capture/known-secrets.ts";
import { writeLarge } from "../capture/large-files.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { expectPlain, followed, outline } from "./followed.ts";

const folder = tempFolder({
  "leaky.log": `boot\njoining ${SSID}\npsk ${Buffer.from(PSK).toString("hex")}\n`,
  "quiet.log": "boot\nready\n",
  "one.log": "boot 1\ndigest 7a11\n",
  "other.log": "boot 2\ndigest 0c22\n",
  "again.log": "boot 3\ndigest 7a11\n",
});
const at = (name: string) => join(folder, name);
const LARGE_BYTES = 8 * 1024 * 1024;
const UNREPORTED = { reports: [], reportFolder: ".", replayOptions: "" };

function requestFor(...names: string[]): ScanRequest {
  return { files: names.map(at), compare: null, secrets: SECRETS, ...UNREPORTED };
}

describe("the task scan", () => {
  it("gives a plain result without values, each capture as soon as it is done", async () => {
    const context = followed<CaptureReport>();
    const result = await scan(requestFor("leaky.log", "quiet.log"), context);
    expectPlain(result);
    expect(result.exitCode).toBe(1);
    expect(JSON.stringify([result, context.events])).not.toContain(PSK);
    expect(outline(context.events)).toEqual([
      "step reading file 1 of 2",
      "transfer reading file 1 of 2",
      "item",
      "step reading file 2 of 2",
      "transfer reading file 2 of 2",
      "item",
    ]);
    const items = context.events.flatMap((event) => (event.kind === "item" ? [event.item] : []));
    expect(items).toEqual(result.document.reported);
  });

  it("decides the exit code from what was found", async () => {
    expect((await scan(requestFor("quiet.log"), followed())).exitCode).toBe(0);
    const compare = { first: at("one.log"), second: at("other.log"), noise: [] };
    const secrets = [{ name: "wifi.psk", values: [PSK, OTHER_PSK] }];
    const unknown = await scan({ files: [], compare, secrets, ...UNREPORTED }, followed());
    expectPlain(unknown);
    expect(unknown.exitCode).toBe(4);
    const noise = [at("again.log")];
    const held = { files: [], compare: { ...compare, noise }, secrets, ...UNREPORTED };
    const leaks = await scan(held, followed());
    expect(leaks.exitCode).toBe(1);
  });

  it("refuses a report on what of a firmware ran, before it reads anything", async () => {
    const context = followed<CaptureReport>();
    const request = { ...requestFor("quiet.log"), reports: [{ format: "lcov", path: null }] as const };
    await expect(scan(request, context)).rejects.toThrow(/--report lcov .* no capture says/);
    expect(context.events).toEqual([]);
  });

  it.each(["dump", "har", "pcapng"] as const)(
    "that is aborted amid a large %s file reads no further",
    async (kind) => {
      writeLarge(at(kind), kind, LARGE_BYTES, PSK);
      const context = followed<CaptureReport>(
        (event) => event.kind === "transfer" && event.doneBytes > 1024 * 1024,
      );
      await expect(scan(requestFor(kind, "leaky.log"), context)).rejects.toMatchObject({
        name: "Interrupted",
        exitCode: 130,
      });
      const read = context.events.flatMap((event) => (event.kind === "transfer" ? [event.doneBytes] : []));
      expect(Math.max(...read)).toBeLessThan(2 * 1024 * 1024);
      expect(statSync(at(kind)).size).toBeGreaterThanOrEqual(LARGE_BYTES);
      expect(outline(context.events)).not.toContain("item");
    },
  );

  it("that is aborted amid a packed file does not take it for a broken one", async () => {
    const random = Buffer.from(Array.from({ length: 3 << 20 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff));
    writeFileSync(at("packed.gz"), gzipSync(random, { level: 0 }));
    const context = followed<CaptureReport>(
      (event) => event.kind === "transfer" && event.doneBytes > 1024 * 1024,
    );
    await expect(scan(requestFor("packed.gz"), context)).rejects.toMatchObject({ exitCode: 130 });
  });

  it("that is aborted between two files scans the first only", async () => {
    const context = followed<CaptureReport>((event) => event.kind === "item");
    await expect(scan(requestFor("quiet.log", "leaky.log"), context)).rejects.toThrow(
      "Interrupted: 1 of 2 files searched.",
    );
  });

  it("refuses a file that is not there after what came before it", async () => {
    const context = followed<CaptureReport>();
    await expect(scan(requestFor("quiet.log", "missing.log"), context)).rejects.toMatchObject({
      exitCode: 2,
    });
    expect(outline(context.events)).toContain("item");
  });
});
