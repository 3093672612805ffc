import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { createGzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tightlip } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SLOW_MILLIS, SOAK } from "../soak.ts";
import { PSK } from "./known-secrets.ts";
import { writeLarge } from "./large-files.ts";

const MIB = 1024 * 1024;
const KINDS = [
  ["pcapng", "clear/tcp"],
  ["dump", "clear/flash"],
  ["har", "clear/http"],
  ["pcap", "clear/tcp"],
  ["log", "clear/log"],
  ["long lines", "clear/log"],
] as const;
/** `npm run soak` has it unpack to 2 GiB. */
const UNPACKED_BYTES = SOAK ? 2048 * MIB : 80 * MIB;
/** Time for a mebibyte, on a machine that does other things too: the search takes a tenth of it. */
const MAX_MILLIS_PER_MIB = 2_000;
/** `npm run soak` reads a gibibyte of each kind; the suite reads as much of one as shows that the test works. */
const SIZE_BYTES = SOAK ? 1024 * MIB : 2 * MIB;
/** Node itself, the judge, and what is held of a capture by each of two threads; far from what is read. */
const MAX_RESIDENT_BYTES = 640 * MIB;

const folder = tempFolder({
  "secrets.json": JSON.stringify({ "wifi.psk": PSK }),
  "measure.mjs":
    'process.on("exit", () => console.error("resident", 1024 * process.resourceUsage().maxRSS));\n',
});

describe("a file that is larger than memory should be", () => {
  it.each(KINDS.slice(0, SOAK ? KINDS.length : 1))(
    "is searched to its end in flat memory: %s",
    async (kind, rule) => {
      const file = join(folder, kind);
      writeLarge(file, kind, SIZE_BYTES, PSK);
      const measure = `--import=${pathToFileURL(join(folder, "measure.mjs")).href}`;

      const args = ["scan", kind, "--secrets", "secrets.json", "--json"];
      const start = performance.now();
      const { code, stdout, stderr } = await tightlip(args, { cwd: folder, env: { NODE_OPTIONS: measure } });
      const millisPerMib = (performance.now() - start) / (SIZE_BYTES / MIB);
      rmSync(file);

      expect(code).toBe(1);
      const [{ findings, capture }] = JSON.parse(stdout).appliances;
      expect(capture.bytes).toBeGreaterThanOrEqual(SIZE_BYTES);
      expect(findings[0].rule).toBe(rule);
      expect(residentBytes(stderr)).toBeLessThan(MAX_RESIDENT_BYTES);
      if (SOAK) {
        expect(millisPerMib).toBeLessThan(MAX_MILLIS_PER_MIB);
        console.log(
          `${kind}: ${Math.round(residentBytes(stderr) / MIB)} MiB, ${Math.round(millisPerMib)} ms a MiB`,
        );
      }
    },
    SLOW_MILLIS,
  );

  it(
    "is unpacked no further than is allowed, in flat memory: gzip that becomes far more",
    async () => {
      const file = join(folder, "packed");
      await pipeline(Readable.from(lines(UNPACKED_BYTES)), createGzip(), createWriteStream(file));
      const measure = `--import=${pathToFileURL(join(folder, "measure.mjs")).href}`;
      const args = ["scan", "packed", "--secrets", "secrets.json"];
      const { code, stdout, stderr } = await tightlip(args, { cwd: folder, env: { NODE_OPTIONS: measure } });
      rmSync(file);

      expect(code).toBe(4);
      expect(stdout).toContain("were unpacked and searched (--unpack allows more)");
      expect(residentBytes(stderr)).toBeLessThan(MAX_RESIDENT_BYTES);
      if (SOAK) console.log(`gzip: ${Math.round(residentBytes(stderr) / MIB)} MiB`);
    },
    SLOW_MILLIS,
  );
});

/** Of the process that said so as it ended. */
function residentBytes(stderr: string): number {
  return Number(/^resident (\d+)$/m.exec(stderr)![1]);
}

/** Ordinary lines, which gzip packs to a hundredth. */
function* lines(sizeBytes: number): Generator<Buffer> {
  const piece = Buffer.from("I (4711) kettle: all is well, and the water is warm\n".repeat(20_000));
  for (let written = 0; written < sizeBytes; written += piece.length) yield piece;
}
