import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
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
] as const;
/** `npm run soak` reads a gibibyte of each kind; the suite reads as much of one as shows that the test works. */
const SIZE_BYTES = SOAK ? 1024 * MIB : 2 * MIB;
/** Node itself, the judge, and what is held of a capture; far from what is read. */
const MAX_RESIDENT_BYTES = 512 * MIB;

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
      const { code, stdout, stderr } = await tightlip(args, { cwd: folder, env: { NODE_OPTIONS: measure } });
      rmSync(file);

      expect(code).toBe(1);
      const [{ findings, capture }] = JSON.parse(stdout).appliances;
      expect(capture.bytes).toBeGreaterThanOrEqual(SIZE_BYTES);
      expect(findings[0].rule).toBe(rule);
      expect(Number(/^resident (\d+)$/m.exec(stderr)![1])).toBeLessThan(MAX_RESIDENT_BYTES);
    },
    SLOW_MILLIS,
  );
});
