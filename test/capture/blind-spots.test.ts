/** No reader gives up in silence: whatever is done to a recording that leaks, it leaks or says what was not understood. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SLOW_MILLIS, SLOW_TRIES } from "../soak.ts";

const FOLDER = join(import.meta.dirname, "cases");
const PSK = "maple-otter-4417-canal";
const SECRETS = [{ name: "wifi.psk", values: [PSK] }];
const folder = tempFolder();

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
const read = (name: string) => readFileSync(join(FOLDER, name));
const all = (of: string, ending: string) =>
  readdirSync(join(FOLDER, of))
    .filter((file) => file.endsWith(ending))
    .map((file) => `${of}/${file}`);

/** The value goes over TCP: what is missing of it, or does not fit, shows. */
const CONNECTIONS = [
  ...readdirSync(FOLDER)
    .filter((name) => name.startsWith("enc-"))
    .map((name) => `${name}/split.pcap`),
  ...["chunked-first", "chunked-second-pipelined", "expect-continue"].map((name) => `http-body/${name}.pcap`),
];
const PACKED = ["gz", "lz4", "zip", "zstd"].map((ending) => `containers/split.pcap.${ending}`);
const CAPTURES = [
  ...CONNECTIONS,
  ...["ble", "blocks", "http-body", "http2", "usb-cdc", "websocket"].flatMap((of) => all(of, ".pcap")),
];

/** The verdict on a file with these bytes, and why. */
async function verdictOn(bytes: Uint8Array): Promise<string> {
  const file = join(folder, "mutated");
  writeFileSync(file, bytes);
  const { word, reason } = verdictOf(await scanCapture(file, SECRETS));
  return word === "keeps" ? `keeps: ${reason}` : word;
}

/** Offsets of the records of a pcap file, bytes. */
function recordsOf(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (
    let at = HEADER_BYTES;
    at + RECORD_BYTES <= bytes.length;
    at += RECORD_BYTES + bytes.readUInt32LE(at + 8)
  )
    starts.push(at);
  return starts;
}

/** Bytes that belong to the value, or to a part of it. */
function isOfValue(bytes: Buffer): (at: number) => boolean {
  const part = 3;
  const owned = new Set<number>();
  for (let i = 0; i + part <= PSK.length; i++) {
    const piece = Buffer.from(PSK.slice(i, i + part));
    for (let at = bytes.indexOf(piece); at >= 0; at = bytes.indexOf(piece, at + 1))
      for (let j = 0; j < part; j++) owned.add(at + j);
  }
  return (at) => owned.has(at);
}

/** The suite always draws the same sample; `npm run soak` draws another each time. */
const tries = (share: number) => ({
  numRuns: Math.max(10, Math.floor(SLOW_TRIES / share)),
  ...(process.env.TIGHTLIP_SOAK === undefined && { seed: 1 }),
});

describe("a recording that leaks", () => {
  it(
    "never keeps when it is cut inside of a record, or of what it is packed in",
    async () => {
      const files = fc.constantFrom(...CAPTURES, ...PACKED);
      await fc.assert(
        fc.asyncProperty(files, fc.double({ min: 0, max: 1, noNaN: true }), async (file, share) => {
          const bytes = read(file);
          const cut = HEADER_BYTES + Math.floor(share * (bytes.length - 1 - HEADER_BYTES));
          if (file.endsWith(".pcap") && recordsOf(bytes).includes(cut)) return;
          expect(await verdictOn(bytes.subarray(0, cut))).toMatch(/^(?:leaks|unknown)$/);
        }),
        tries(4),
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when a packet was not recorded in full",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...CAPTURES), fc.nat(), fc.nat(), async (file, which, sizeBytes) => {
          const bytes = read(file);
          const records = recordsOf(bytes);
          const at = records[which % records.length];
          const whole = bytes.readUInt32LE(at + 8);
          const kept = sizeBytes % whole;
          const header = Buffer.from(bytes.subarray(at, at + RECORD_BYTES));
          header.writeUInt32LE(kept, 8);
          const start = at + RECORD_BYTES;
          const parts = [
            bytes.subarray(0, at),
            header,
            bytes.subarray(start, start + kept),
            bytes.subarray(start + whole),
          ];
          expect(await verdictOn(Buffer.concat(parts))).toMatch(/^(?:leaks|unknown)$/);
        }),
        tries(4),
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when any byte of a connection changes that is not of the value",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...CONNECTIONS),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          async (file, where, mask) => {
            const bytes = Buffer.from(read(file));
            const records = recordsOf(bytes);
            // The file's own header, and those of its records, say what all the rest is.
            const first = records[0] + RECORD_BYTES;
            const at = first + (where % (bytes.length - first));
            const isHeader = records.some((start) => at >= start && at < start + RECORD_BYTES);
            if (isHeader || isOfValue(bytes)(at)) return;
            bytes[at] ^= mask;
            expect(await verdictOn(bytes), `${file}, byte ${at} xor ${mask}`).toMatch(/^(?:leaks|unknown)$/);
          },
        ),
        // A flag of TCP: the segment resets its connection.
        { ...tries(2), examples: [["enc-datapad/split.pcap", 1_227_460_901, 4]] },
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when a packet of a connection that carries data is missing",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...CONNECTIONS), fc.nat(), async (file, which) => {
          const bytes = read(file);
          const records = recordsOf(bytes);
          const at = records[which % records.length];
          const end = at + RECORD_BYTES + bytes.readUInt32LE(at + 8);
          const hasValue = Array.from({ length: end - at }, (_, i) => at + i).some(isOfValue(bytes));
          if (!hasValue) return;
          const verdict = await verdictOn(Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]));
          expect(verdict, `${file}, without the record at ${at}`).toMatch(/^(?:leaks|unknown)$/);
        }),
        tries(8),
      );
    },
    SLOW_MILLIS,
  );
});
