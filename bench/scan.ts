/** Speed of the scanner's search, beside YARA and ripgrep on the same bytes for the same strings. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../sim/engine/random.ts";
import { toHex } from "../sim/tape/bytes.ts";
import { canary } from "../src/judge/policy/secret.ts";
import { ENCODINGS } from "../src/judge/search/encodings.ts";
import { Scanner } from "../src/judge/search/scan.ts";
import { childTime } from "./child-time.ts";
import { median, processorTime, type Row } from "./table.ts";

const MEBIBYTE = 2 ** 20;
const BYTES = 16 * MEBIBYTE;
const ROUNDS = 5;
const SECRETS = Array.from({ length: 10 }, (_, i) => canary(`settings.token${i}`, 1));
/** Size of a device's telemetry message. */
const MESSAGE_BYTES = 600;

export function scanRows(): Row[] {
  const scanner = new Scanner(SECRETS);
  const folder = mkdtempSync(join(tmpdir(), "tightlip-bench-"));
  try {
    return (
      [
        ["binary", Random.stream(1, "bench/scan").bytes(BYTES), ">= 100 MiB/s"],
        ["text that decodes at every level", nestedText(), ">= 30 MiB/s"],
      ] as const
    ).map(([what, bytes, target]) => {
      const file = join(folder, "bytes");
      writeFileSync(file, bytes);
      const rules = yaraRules(folder);
      const strings = ripgrepStrings(folder);
      const times = { own: [] as number[], yara: [] as number[], rg: [] as number[] };
      // Interleaved, so that whatever else the machine does hits all of them alike.
      for (let round = 0; round < ROUNDS; round++) {
        times.own.push(processorTime(() => scanner.scan(bytes)));
        times.yara.push(processorTimeOf("yara", ["-p", "1", rules, file]));
        times.rg.push(processorTimeOf("rg", ["-j", "1", "-a", "-c", "-F", "-f", strings, file]));
      }
      const speed = (values: readonly number[]) =>
        Number.isNaN(values[0])
          ? "is not installed"
          : `${(BYTES / MEBIBYTE / (median(values) / 1000)).toFixed(0)} MiB/s`;
      return {
        what: `scan of ${what}, 10 secrets`,
        figure: speed(times.own),
        target,
        raw: `processor time; undecoded: yara ${speed(times.yara)}, ripgrep ${speed(times.rg)}`,
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of JSON with a field that holds another such document, five deep, in Base64 and hexadecimal by turns. */
export function nestedText(): Uint8Array {
  const random = Random.stream(1, "bench/scan/text");
  const messages: string[] = [];
  for (let size = 0; size < BYTES; ) {
    let message = toHex(random.bytes(MESSAGE_BYTES / 8));
    for (let depth = 0; depth < 5; depth++) {
      message = JSON.stringify({
        at: size,
        value: Buffer.from(message).toString(depth === 2 ? "hex" : "base64"),
      });
    }
    messages.push(message);
    size += message.length + 1;
  }
  return new Uint8Array(Buffer.from(messages.join("\n")).subarray(0, BYTES));
}

function forms(): Uint8Array[] {
  return SECRETS.flatMap(({ value }) =>
    ENCODINGS.flatMap(({ forms }) => [...forms(new Uint8Array(Buffer.from(value)))]),
  );
}

function yaraRules(folder: string): string {
  const strings = forms().map((form, i) => `$s${i} = { ${Buffer.from(form).toString("hex")} }`);
  const file = join(folder, "rules.yar");
  writeFileSync(file, `rule secret { strings: ${strings.join("\n")} condition: any of them }`);
  return file;
}

/** ripgrep takes one string a line: only those that are text. */
function ripgrepStrings(folder: string): string {
  const file = join(folder, "strings.txt");
  const texts = forms().filter((form) => form.every((byte) => byte >= 0x20 && byte < 0x7f));
  writeFileSync(file, texts.map((form) => Buffer.from(form).toString()).join("\n"));
  return file;
}

/** Processor time of a command, milliseconds; NaN when it is not installed. */
function processorTimeOf(command: string, args: readonly string[]): number {
  if (spawnSync(command, ["--version"]).error !== undefined) return Number.NaN;
  return childTime(command, args).processorMillis;
}
