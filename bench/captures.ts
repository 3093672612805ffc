/**
 * Figures of `tightlip scan`: how often ciphertext and packed data are noticed, how often content is taken for them, the
 * speed beside tshark's, and what becomes of a set of recordings. Folders of other captures may be named.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from "node:zlib";
import { Random } from "../sim/engine/random.ts";
import { TCP_FLAG, tcpPacket } from "../sim/net/ip-packet.ts";
import { concat, toBytes } from "../sim/tape/bytes.ts";
import { scanCapture } from "../src/capture/scan-capture.ts";
import { verdictOf } from "../src/capture/scanned-capture.ts";
import { readSecretFile } from "../src/capture/secret-file.ts";
import { randomDigitsIn } from "../src/judge/read/digit-runs.ts";
import { MessagePool, randomTail } from "../src/judge/read/randomness.ts";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../src/report/pcapng-block.ts";
import { UserError } from "../src/user-error.ts";
import { childTime } from "./child-time.ts";
import type { Row } from "./table.ts";

const random = Random.stream(1, "bench/captures");
const MESSAGES = 200;
const SIZES = [40, 64, 128, 512];
/** Short messages that are judged together, and how often. */
const TOGETHER = 30;
const TRIES = 50;
const CASES = join(import.meta.dirname, "../test/capture/cases");

const below = (most: number) => random.below(most);
const WORDS = readFileSync(join(import.meta.dirname, "../docs/captures.md"), "utf8").split(/\s+/);

/** Slower ones change little. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
/** Text that compresses as people's text does. */
const TEXT = toBytes(Array.from({ length: 100_000 }, () => WORDS[below(WORDS.length)]).join(" "));

function text(sizeBytes: number): Uint8Array {
  const at = below(TEXT.length - sizeBytes);
  return TEXT.subarray(at, at + sizeBytes);
}

/** Behind the header of every format. */
const PACKED_AT = 20;

/** Output of a compressor, of this size; from its middle, where no header helps. */
function packed(pack: (bytes: Uint8Array) => Uint8Array): (sizeBytes: number) => Uint8Array {
  return (sizeBytes) => {
    const bytes = pack(text(6 * sizeBytes + 500));
    return bytes.subarray(PACKED_AT, PACKED_AT + sizeBytes);
  };
}

const HIDDEN: Readonly<Record<string, (sizeBytes: number) => Uint8Array>> = {
  "random bytes": (sizeBytes) => random.bytes(sizeBytes),
  "gzip's output": packed((bytes) => gzipSync(bytes)),
  "raw deflate": packed((bytes) => deflateRawSync(bytes)),
  "brotli's output": packed((bytes) => brotliCompressSync(bytes, BROTLI)),
};

function numbers(sizeBytes: number, write: (view: DataView, at: number, i: number) => void): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  for (let at = 0, i = below(1_000_000); at + 4 <= sizeBytes; at += 4, i++) write(view, at, i);
  return bytes;
}

const CONTENT: Readonly<Record<string, (sizeBytes: number) => Uint8Array>> = {
  text,
  "base 64": (sizeBytes) =>
    toBytes(Buffer.from(random.bytes(sizeBytes)).toString("base64")).subarray(0, sizeBytes),
  hexadecimal: (sizeBytes) =>
    toBytes(Buffer.from(random.bytes(sizeBytes)).toString("hex")).subarray(0, sizeBytes),
  JSON: (sizeBytes) =>
    toBytes(
      JSON.stringify(Array.from({ length: sizeBytes }, (_, id) => ({ id, t: below(400) / 10 }))),
    ).subarray(0, sizeBytes),
  counters: (sizeBytes) => numbers(sizeBytes, (view, at, i) => view.setUint32(at, i)),
  "floating-point numbers": (sizeBytes) =>
    numbers(sizeBytes, (view, at) => view.setFloat32(at, 15 + below(1_000) / 40)),
  "readings of 16 bits": (sizeBytes) =>
    numbers(sizeBytes, (view, at) => view.setUint32(at, (below(300) << 16) | below(900))),
  "Chinese in UTF-8": (sizeBytes) =>
    toBytes(
      Array.from({ length: sizeBytes }, () => String.fromCharCode(0x4e00 + below(3_500))).join(""),
    ).subarray(0, sizeBytes),
  "a program": (() => {
    const program = readFileSync(process.execPath).subarray(0x200000, 0x1200000);
    return (sizeBytes: number) => program.subarray(below(program.length - sizeBytes)).subarray(0, sizeBytes);
  })(),
};

/** Share of messages that look random, by size, in percent. */
function sharesOf(make: (sizeBytes: number) => Uint8Array): string {
  return SIZES.map((size) => {
    let count = 0;
    for (let i = 0; i < MESSAGES; i++) if (randomTail(make(size)) > 0) count++;
    return `${size}: ${((100 * count) / MESSAGES).toFixed(1)} %`;
  }).join(", ");
}

/** Share of sides with short messages, behind a header with a counter, that look random together. */
function pooledShare(make: (sizeBytes: number) => Uint8Array, sizeBytes: number): string {
  let count = 0;
  for (let round = 0; round < TRIES; round++) {
    const pool = new MessagePool();
    for (let i = 0; i < TOGETHER; i++)
      pool.add(concat(Uint8Array.of(0, 0, 0x55, 0xaa, 0, 0, 0, i), make(sizeBytes)));
    if (pool.end() > 0) count++;
  }
  return `${((100 * count) / TRIES).toFixed(1)} %`;
}

function randomnessRows(): Row[] {
  const row = (isHidden: boolean) => (name: string, make: (sizeBytes: number) => Uint8Array) => ({
    what: `looks encrypted: ${name}`,
    figure: pooledShare(make, 16),
    target: isHidden ? ">= 95 %" : "<= 1 %",
    raw: `${TOGETHER} messages of 16 bytes together; by bytes of one message ${sharesOf(make)}`,
  });
  return [
    ...Object.entries(HIDDEN).map(([name, make]) => row(true)(name, make)),
    ...Object.entries(CONTENT).map(([name, make]) => row(false)(name, make)),
  ];
}

/** Share of texts in which so many bytes, as base 64 in JSON, look random, in percent. */
function digitRows(): Row[] {
  const row = (isHidden: boolean) => (name: string, make: (sizeBytes: number) => Uint8Array) => {
    const shares = SIZES.map((size) => {
      let count = 0;
      for (let i = 0; i < MESSAGES; i++) {
        const digits = Buffer.from(make(size)).toString("base64");
        if (randomDigitsIn(toBytes(`{"data":"${digits}"}`)) > 0) count++;
      }
      return (100 * count) / MESSAGES;
    });
    const worst = isHidden ? Math.min(...shares) : Math.max(...shares);
    return {
      what: `looks encrypted in base 64: ${name}`,
      figure: `${worst.toFixed(1)} %`,
      target: isHidden ? ">= 85 %" : "<= 2 %",
      raw: SIZES.map((size, i) => `${size}: ${shares[i].toFixed(1)} %`).join(", "),
    };
  };
  return [
    ...Object.entries(HIDDEN).map(([name, make]) => row(true)(name, make)),
    ...Object.entries(CONTENT).map(([name, make]) => row(false)(name, make)),
  ];
}

const MEBIBYTE = 2 ** 20;
const SPEED_BYTES = 16 * MEBIBYTE;
const SEGMENT_BYTES = 1_400;
const MAC = new Uint8Array(6);

function capture(content: (sizeBytes: number) => Uint8Array): Uint8Array {
  const from = { address: Uint8Array.of(10, 0, 0, 1), port: 40_000, mac: MAC };
  const to = { address: Uint8Array.of(203, 0, 113, 7), port: 5555, mac: MAC };
  const blocks = [sectionHeader("bench"), interfaceDescription(1, "eth0")];
  for (let at = 0; at < SPEED_BYTES; at += SEGMENT_BYTES) {
    const fields = { sequence: at >>> 0, acknowledged: 1, flags: TCP_FLAG.ack };
    const packet = tcpPacket({ from, to, id: at & 0xffff }, fields, content(SEGMENT_BYTES));
    blocks.push(enhancedPacket(0, 1_700_000_000_000_000 + at, packet));
  }
  return Buffer.concat(blocks);
}

function speedRow(folder: string, name: string, content: (sizeBytes: number) => Uint8Array): Row {
  const file = join(folder, "speed.pcapng");
  const secrets = join(folder, "secrets.json");
  writeFileSync(file, capture(content));
  writeFileSync(secrets, '{ "wifi.psk": "maple-otter-4417-canal", "wifi.ssid": "Finch-Attic-5G" }', {
    mode: 0o600,
  });
  const command = join(import.meta.dirname, "../dist/src/cli/start.js");
  const own = childTime(process.execPath, [command, "scan", file, "--secrets", secrets]);
  const tshark = childTime("tshark", ["-r", file, "-d", "tcp.port==5555,data", "-q", "-z", "io,phs"]);
  const speed = (millis: number) => `${(SPEED_BYTES / MEBIBYTE / (millis / 1000)).toFixed(0)} MiB/s`;
  return {
    what: `scan of a capture of ${name}, time over tshark's that only takes it apart`,
    figure: `${(own.processorMillis / tshark.processorMillis).toFixed(1)}x`,
    target: "-",
    raw: `processor time: ${speed(own.processorMillis)}, tshark ${speed(tshark.processorMillis)}`,
  };
}

interface Outcome {
  readonly word: string;
  readonly kinds: readonly string[];
}

async function outcomeOf(file: string, secrets: string): Promise<Outcome> {
  try {
    const scanned = await scanCapture(
      file,
      readSecretFile(secrets, () => {}),
    );
    return { word: verdictOf(scanned).word, kinds: scanned.notUnderstood.map(({ kind }) => kind) };
  } catch (error) {
    if (error instanceof UserError) return { word: "refused", kinds: [] };
    throw error;
  }
}

function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([word, count]) => `${word} ${count}`)
    .join(", ");
}

/** Every file of the set, and why it is unknown. */
async function setRow(
  what: string,
  files: readonly (readonly [file: string, secrets: string])[],
): Promise<Row> {
  const outcomes: Outcome[] = [];
  for (const [file, secrets] of files) outcomes.push(await outcomeOf(file, secrets));
  const unknown = outcomes.filter(({ word }) => word === "unknown");
  return {
    what: `verdicts on ${what}`,
    figure: counted(outcomes.map(({ word }) => word)),
    target: "-",
    raw: `unknown because of: ${counted(unknown.flatMap(({ kinds }) => kinds))}`,
  };
}

export async function captureRows(folders: readonly string[] = []): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tightlip-bench-"));
  try {
    const cases = readdirSync(CASES).flatMap((of) =>
      readdirSync(join(CASES, of))
        .filter((file) => file !== "secrets.json")
        .map((file) => [join(CASES, of, file), join(CASES, of, "secrets.json")] as const),
    );
    const rows = [
      ...randomnessRows(),
      ...digitRows(),
      speedRow(folder, "text", text),
      speedRow(folder, "random bytes", (sizeBytes) => random.bytes(sizeBytes)),
      await setRow(`the ${cases.length} cases`, cases),
    ];
    for (const other of folders) {
      const names = readdirSync(other).filter((name) => /\.(?:p?cap|pcapng|ntar)(?:\.gz)?$/.test(name));
      const files = names.map((name) => [join(other, name), join(folder, "secrets.json")] as const);
      rows.push(await setRow(`${names.length} captures of ${other}`, files));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
