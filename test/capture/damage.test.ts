/** Damage that only a checksum or a mark tells: what was there cannot be known any more, so nothing is kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK } from "./known-secrets.ts";
import { outcome, talk } from "./outcome.ts";
import { datagram, pcapOf } from "./wire.ts";

const CASES = join(import.meta.dirname, "cases");
const QUIET = toBytes(JSON.stringify({ name: "kettle", state: "boils", degrees: 96 }));

function post(coding: string, body: Uint8Array): Uint8Array {
  const head = `POST / HTTP/1.1\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return talk(concat(toBytes(head), body));
}

/** The same bytes, but for the one at this place, counted from the end where it is negative. */
function damagedAt(place: number, bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[place < 0 ? copy.length + place : place] ^= 0x55;
  return copy;
}

describe("a body whose checksum is not that of its content", () => {
  it.each([
    ["gzip", gzipSync(QUIET), -8],
    ["deflate", deflateSync(QUIET), -1],
  ])("in %s is a blind spot", async (coding, body, place) => {
    expect(await outcome(post(coding, body))).toBe("keeps");
    const said = await outcome(post(coding, damagedAt(place, body)));
    expect(said).toBe("unknown: compression");
  });

  it("is none where two members of gzip follow each other", async () => {
    const members = concat(gzipSync(QUIET), gzipSync(toBytes(`psk=${PSK}`)));
    expect(await outcome(post("gzip", members))).toBe("wifi.psk");
    expect(await outcome(post("gzip", concat(gzipSync(QUIET), gzipSync(QUIET))))).toBe("keeps");
  });
});

describe("a file whose first bytes are damaged", () => {
  it.each([
    ["gzip", "containers/split.pcap.gz", 1],
    ["ZIP", "containers/split.pcap.zip", 2],
    ["bzip2", "containers/split.pcap.bz2", 0],
    ["snoop", "containers/split.snoop", 3],
    ["K12 text", "containers/split.k12text", 9],
    ["a packet capture", "enc-eth/tls.pcap", 0],
  ])("is no longer %s, and not kept", async (name, file, place) => {
    const bytes = damagedAt(place, readFileSync(join(CASES, file)));
    expect(await outcome(bytes), name).toMatch(/^unknown: (?:.* )?broken/);
  });

  it("is still Intel HEX where other lines are", async () => {
    const bytes = damagedAt(0, readFileSync(join(CASES, "dumps/flash.hex")));
    expect(await outcome(bytes)).toBe("unknown: broken");
    const joined = new Uint8Array(readFileSync(join(CASES, "dumps/flash.hex")));
    joined[joined.indexOf(0x0a, 400)] = 0;
    expect(await outcome(joined)).toBe("unknown: broken");
  });
});

describe("a packet whose checksum is wrong", () => {
  const IP_SOURCE = 14 + 15;
  const UDP_PORT = 14 + 20 + 1;
  const one = datagram(9999, toBytes("quiet"));

  it.each([
    ["in the header", IP_SOURCE],
    ["of a datagram", UDP_PORT],
  ])("%s is a blind spot where others are right", async (_, place) => {
    expect(await outcome(pcapOf([one, one]))).toBe("keeps");
    expect(await outcome(pcapOf([one, damagedAt(place, one)]))).toBe("unknown: broken");
  });

  it("is not needed where the header has no room for itself", async () => {
    const short = new Uint8Array(one);
    short[14] = 0x44;
    expect(await outcome(pcapOf([short]))).toBe("unknown: broken");
  });

  it("is what a computer sees that sends it itself, where all are wrong", async () => {
    const offloaded = damagedAt(14 + 20 + 6, one);
    expect(await outcome(pcapOf([offloaded, offloaded]))).toBe("keeps");
  });
});
