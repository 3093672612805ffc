/** No reader gives up in silence: whatever is done to a recording that leaks, it leaks or says what was not understood. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { readSecretFile } from "../../src/capture/secret-file.ts";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../src/report/pcapng-block.ts";
import { UserError } from "../../src/user-error.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { SLOW_MILLIS, SLOW_TRIES } from "../soak.ts";

const FOLDER = join(import.meta.dirname, "cases");
const folder = tempFolder();

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
const FILES = readdirSync(FOLDER).flatMap((of) =>
  readdirSync(join(FOLDER, of))
    .filter((file) => file !== "secrets.json")
    .map((file) => `${of}/${file}`),
);
const secretsOf = new Map(
  readdirSync(FOLDER).map((of) => [
    of,
    readSecretFile(join(FOLDER, of, "secrets.json"), () => {}).filter(({ name }) => name === "wifi.psk"),
  ]),
);
const bytesOf = new Map(FILES.map((name) => [name, readFileSync(join(FOLDER, name))]));
const read = (name: string) => bytesOf.get(name)!;

/** Every packet capture: the value in each, or what hides it. */
const CAPTURES = FILES.filter((name) => name.endsWith(".pcap"));
/** Files that say how long they are, or where they end. */
const ENDED = FILES.filter(
  (name) => /\.(?:pcap.*|har|hex|uf2|xml|flow)$/.test(name) && !name.endsWith(".bz2"),
);
/** Structured files in which the value, or a part of it, stands as it is. */
const IN_THE_CLEAR = FILES.filter((name) =>
  name.endsWith(".pcap") ? ownedBytes(name).size > 0 : /\.(?:har|uf2)$/.test(name) && isWhole(name),
);

/** The verdict on a file with these bytes, and why. A file that is refused keeps nothing. */
async function verdictOn(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, "mutated");
  writeFileSync(file, bytes);
  try {
    const { word, reason } = verdictOf(await scanCapture(file, secretsOf.get(name.split("/")[0])!));
    return word === "keeps" ? `keeps: ${reason}` : word;
  } catch (error) {
    if (error instanceof UserError) return "refused";
    throw error;
  }
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

/** Places of bytes that belong to the value, or to a part of it. */
function ownedBytes(name: string): ReadonlySet<number> {
  const part = 3;
  const bytes = read(name);
  const owned = new Set<number>();
  const values = (secretsOf.get(name.split("/")[0]) ?? []).flatMap((secret) => secret.values);
  for (const value of values.map((text) => Buffer.from(text)))
    for (let i = 0; i + part <= value.length; i++) {
      const piece = value.subarray(i, i + part);
      for (let at = bytes.indexOf(piece); at >= 0; at = bytes.indexOf(piece, at + 1))
        for (let j = 0; j < part; j++) owned.add(at + j);
    }
  return owned;
}

function isWhole(name: string): boolean {
  const values = (secretsOf.get(name.split("/")[0]) ?? []).flatMap((secret) => secret.values);
  return values.some((value) => read(name).includes(value));
}

/** The same packets in pcapng, with the place of each byte in the pcap file. */
function asPcapng(bytes: Buffer): { readonly bytes: Buffer; readonly places: readonly number[] } {
  const parts: Buffer[] = [];
  const places: number[] = [];
  const add = (part: Uint8Array, from = -1) => {
    parts.push(Buffer.from(part));
    for (let i = 0; i < part.length; i++) places.push(from < 0 ? -1 : from + i);
  };
  add(sectionHeader("a test"));
  add(interfaceDescription(bytes.readUInt32LE(20), "x"));
  recordsOf(bytes).forEach((start, i) => {
    const size = bytes.readUInt32LE(start + 8);
    const packet = bytes.subarray(start + RECORD_BYTES, start + RECORD_BYTES + size);
    const block = enhancedPacket(0, 1_700_000_000_000_000 + 1000 * i, packet);
    const at = Buffer.from(block).indexOf(packet);
    add(block.subarray(0, at));
    add(packet, start + RECORD_BYTES);
    add(block.subarray(at + size));
  });
  return { bytes: Buffer.concat(parts), places };
}

/** The suite always draws the same sample; `npm run soak` draws another each time. */
const tries = (share: number) => ({
  numRuns: Math.max(10, Math.floor(SLOW_TRIES / share)),
  ...(process.env.TIGHTLIP_SOAK === undefined && { seed: 1 }),
});

/** Marks of all files end before. */
const MOST_FIRST_BYTES = 64;
const NOT_KEPT = /^(?:leaks|unknown|refused)$/;

describe("a recording that leaks, or hides what it says", () => {
  it(
    "never keeps when it is cut inside of a record, or of what it is packed in",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...ENDED), fc.nat(), async (file, where) => {
          const bytes = read(file);
          const cut = 1 + (where % (bytes.length - 1));
          if (file.endsWith(".pcap") && recordsOf(bytes).includes(cut)) return;
          expect(await verdictOn(file, bytes.subarray(0, cut)), `${file}, cut at ${cut}`).toMatch(NOT_KEPT);
        }),
        tries(4),
      );
    },
    SLOW_MILLIS,
  );

  const ONE_OF_EACH = [...new Map(ENDED.map((file) => [file.slice(file.lastIndexOf(".")), file])).values()];
  it.each(ONE_OF_EACH)("never keeps when it is cut in its first bytes (%s)", async (file) => {
    const bytes = read(file);
    for (let cut = 1; cut < Math.min(MOST_FIRST_BYTES, bytes.length); cut++)
      expect(await verdictOn(file, bytes.subarray(0, cut)), `cut at ${cut}`).toMatch(NOT_KEPT);
  });

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
          expect(await verdictOn(file, Buffer.concat(parts)), `${file}, ${at}, ${kept}`).toMatch(NOT_KEPT);
        }),
        tries(4),
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when any byte changes that is not of the value",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...IN_THE_CLEAR),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          async (file, where, mask) => {
            const bytes = Buffer.from(read(file));
            const at = where % bytes.length;
            if (ownedBytes(file).has(at)) return;
            bytes[at] ^= mask;
            expect(await verdictOn(file, bytes), `${file}, byte ${at} xor ${mask}`).toMatch(NOT_KEPT);
          },
        ),
        // A flag of TCP: the segment resets its connection. An opcode of an attribute, and the list of requests.
        {
          ...tries(2),
          examples: [
            ["enc-datapad/split.pcap", 421, 4],
            ["ble/hci-h4-att-20.pcap", 193, 52],
            ["chatty/syslog-udp-two-lines.pcap", 75, 106],
            ["har/post-base64.har", 72, 47],
          ],
        },
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps as pcapng either, when any byte changes that is not of the value",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...IN_THE_CLEAR.filter((name) => name.endsWith(".pcap"))),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          async (file, where, mask) => {
            const { bytes, places } = asPcapng(read(file));
            const at = where % bytes.length;
            if (ownedBytes(file).has(places[at])) return;
            bytes[at] ^= mask;
            expect(await verdictOn(file, bytes), `${file}, byte ${at} xor ${mask}`).toMatch(NOT_KEPT);
          },
        ),
        tries(4),
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when the capture names another link",
    async () => {
      const LINK_TYPE_AT = 20;
      const links = [
        0, 1, 9, 12, 50, 101, 104, 105, 108, 113, 119, 127, 163, 187, 189, 192, 195, 201, 220, 239, 249, 251,
        254, 256, 258, 272, 276,
      ];
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...CAPTURES), fc.constantFrom(...links), async (file, linkType) => {
          const bytes = Buffer.from(read(file));
          bytes.writeUInt32LE(linkType, LINK_TYPE_AT);
          expect(await verdictOn(file, bytes), `${file}, link type ${linkType}`).toMatch(NOT_KEPT);
        }),
        {
          ...tries(4),
          examples: [
            ["enc-eth/tls.pcap", 254],
            ["enc-macsec/tls.pcap", 127],
            ["http2/h2c-huffman-header.pcap", 127],
            ["sealed-udp/wireguard.pcap", 163],
          ],
        },
      );
    },
    SLOW_MILLIS,
  );

  it(
    "never keeps when a packet of a connection that carries data is missing",
    async () => {
      const connections = CAPTURES.filter((name) => /^enc-.*split|^http-body\/(?:chunked|expect)/.test(name));
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...connections), fc.nat(), async (file, which) => {
          const bytes = read(file);
          const records = recordsOf(bytes);
          const at = records[which % records.length];
          const end = at + RECORD_BYTES + bytes.readUInt32LE(at + 8);
          const owned = ownedBytes(file);
          if (!Array.from({ length: end - at }, (_, i) => at + i).some((place) => owned.has(place))) return;
          const verdict = await verdictOn(file, Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]));
          expect(verdict, `${file}, without the record at ${at}`).toMatch(NOT_KEPT);
        }),
        tries(8),
      );
    },
    SLOW_MILLIS,
  );
});
