import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { openFile } from "../../src/capture/file-source.ts";
import { scanCapture } from "../../src/capture/scan-capture.ts";
import { verdictOf } from "../../src/capture/scanned-capture.ts";
import { tightlip } from "../cli/cli.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { PSK, SECRETS } from "./known-secrets.ts";
import { pcapngOf, segment, syn } from "./wire.ts";

const MB = 2 ** 20;
const ALLOWED = MB;
const BULK_BYTES = 3 * MB;
/** More than is allowed, and then a secret. */
const CONTENT = Buffer.concat([Buffer.alloc(BULK_BYTES, "all work and no play "), Buffer.from(`psk=${PSK}`)]);
const folder = tempFolder({});
const file = join(folder, "capture");

async function scanned(bytes: Uint8Array, unpackBytes: number) {
  writeFileSync(file, bytes);
  const capture = await scanCapture(file, SECRETS, { unpackBytes });
  return { ...verdictOf(capture), blindSpots: capture.blindSpots.join("; ") };
}

/** A frame of zstd (RFC 8878) in which each block is one byte, many times, and a block that stands as it is at the end. */
function zstd(content: Uint8Array): Uint8Array {
  const block = (type: number, size: number, isLast: boolean, bytes: Uint8Array) => {
    const head = (size << 3) | (type << 1) | (isLast ? 1 : 0);
    return concat(Uint8Array.of(head & 0xff, (head >> 8) & 0xff, head >> 16), bytes);
  };
  const runs = Array.from({ length: 24 }, () => block(1, 128 * 1024, false, toBytes("a")));
  const tail = content.subarray(BULK_BYTES);
  return concat(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58), ...runs, block(0, tail.length, true, tail));
}

/** A frame of LZ4 with one block of matches, and one that stands as it is. */
function lz4(content: Uint8Array): Uint8Array {
  const size = (bytes: number) => new Uint8Array(Uint32Array.of(bytes).buffer);
  const more = Math.floor(BULK_BYTES / 255);
  const block = concat(
    Uint8Array.of(0x1f, 0x61, 1, 0),
    new Uint8Array(more).fill(255),
    Uint8Array.of(0, 0x10, 0x61),
  );
  const tail = content.subarray(BULK_BYTES);
  const head = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0);
  return concat(head, size(block.length), block, size((tail.length | 0x80000000) >>> 0), tail, size(0));
}

function http(codings: string, body: Uint8Array): Uint8Array {
  const head = `POST / HTTP/1.1\r\nhost: a.example\r\ncontent-encoding: ${codings}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const bytes = concat(toBytes(head), body);
  const frames = [syn()];
  for (let at = 0; at < bytes.length; at += 1_400) frames.push(segment(at, bytes.subarray(at, at + 1_400)));
  return pcapngOf(frames);
}

function har(body: Uint8Array): Uint8Array {
  const content = { encoding: "base64", text: Buffer.from(body).toString("base64"), size: body.length };
  const request = { method: "GET", url: "https://a.example/" };
  return toBytes(JSON.stringify({ log: { version: "1.2", entries: [{ request, response: { content } }] } }));
}

describe("what unpacks to more than a recording may come to", () => {
  const bombs: [string, Uint8Array][] = [
    ["gzip", gzipSync(CONTENT)],
    ["zstd", zstd(CONTENT)],
    ["LZ4", lz4(CONTENT)],
    ["ZIP", zipSync({ "serial.log": CONTENT })],
    ["gzip in gzip", gzipSync(gzipSync(CONTENT))],
    ["a body in gzip", http("gzip", gzipSync(CONTENT))],
    ["a body in deflate", http("deflate", deflateSync(CONTENT))],
    ["a body in deflate without header", http("deflate", deflateRawSync(CONTENT))],
    ["a body in brotli", http("br", brotliCompressSync(CONTENT))],
    ["a body that is packed twice", http("gzip, gzip", gzipSync(gzipSync(CONTENT)))],
    ["a packed capture of a packed body", gzipSync(http("gzip", gzipSync(CONTENT)))],
    ["a packed body in a HAR file", har(gzipSync(CONTENT))],
    ["one in brotli", har(brotliCompressSync(CONTENT))],
    ["one in zlib's format", har(deflateSync(CONTENT))],
  ];

  it.each(bombs)("never keeps, says so, and is searched where the user allows it: %s", async (_, bytes) => {
    const refused = await scanned(bytes, ALLOWED);
    // In LZ4 and zstd the value stands in the packed file as it is.
    expect(refused.word).toMatch(/^(?:unknown|leaks)$/);
    expect(refused.blindSpots).toMatch(/--unpack allows more/);
    expect((await scanned(bytes, 8 * MB)).word).toBe("leaks");
  });

  it("is not kept in a body in zstd either, whose last block stands there as it is", async () => {
    const { word, reason } = await scanned(http("zstd", zstd(CONTENT.subarray(0, BULK_BYTES))), ALLOWED);
    expect([word, reason]).toEqual(["unknown", expect.stringContaining("--unpack allows more")]);
  });

  it("is never kept in a file that is packed more often than anybody packs it", async () => {
    const packed = (times: number): Buffer =>
      times === 0 ? Buffer.from("quiet\n") : gzipSync(packed(times - 1));
    expect((await scanned(packed(4), MB)).word).toBe("keeps");
    expect(await scanned(packed(5), MB)).toMatchObject({
      word: "unknown",
      reason: expect.stringContaining("packed more than 4 times"),
    });
  });

  it("is one sum for all bodies of a capture", async () => {
    const body = gzipSync(Buffer.alloc(MB / 2, "all work and no play "));
    const entry = (text: string) => ({
      request: { method: "GET", url: "https://a.example/" },
      response: { content: { encoding: "base64", text } },
    });
    const entries = Array.from({ length: 5 }, () => entry(body.toString("base64")));
    const bytes = toBytes(JSON.stringify({ log: { version: "1.2", entries } }));

    expect((await scanned(bytes, MB)).reason).toMatch(/are beyond a limit \(--unpack allows more\)/);
    expect((await scanned(bytes, 3 * MB)).word).toBe("keeps");
  });

  it("is by default a hundred times the file's size, but not less than 64 MB or more than 1 GB", async () => {
    const allowed = async (sizeBytes: number) => {
      writeFileSync(file, new Uint8Array(sizeBytes));
      return (await openFile(file)).unpackers.allowance.mostBytes / MB;
    };
    expect(await allowed(10)).toBe(64);
    expect(await allowed(2 * MB)).toBe(200);
    expect(await allowed(20 * MB)).toBe(1024);
  });

  it("is an exit code of its own, and an option that takes a size", async () => {
    writeFileSync(file, gzipSync(CONTENT));
    writeFileSync(join(folder, "secrets.json"), JSON.stringify({ "wifi.psk": PSK }), { mode: 0o600 });
    const scan = (size: string) =>
      tightlip(["scan", "capture", "--secrets", "secrets.json", "--unpack", size], { cwd: folder });
    const { code, stdout } = await scan("1MB");
    expect(code).toBe(4);
    expect(stdout).toContain("only its first 1 MB were unpacked and searched (--unpack allows more)");
    expect((await scan("1GB")).code).toBe(1);
    const bad = await scan("much");
    expect([bad.code, bad.stderr]).toEqual([
      2,
      expect.stringContaining("It must be a size, such as 512MB or 8GB."),
    ]);
  });
});
