/** Bytes that look encrypted, or packed, in places where no protocol tells what they are. */
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { outcome, talk } from "./outcome.ts";
import { datagram, datagramFrom, pcapngOf, pcapOf } from "./wire.ts";

const random = Random.stream(21, "unread bytes");
const ciphertext = (sizeBytes: number) => random.bytes(sizeBytes);
const block = (type: number, body: Uint8Array) => {
  const padded = concat(body, new Uint8Array((4 - (body.length % 4)) % 4));
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  return concat(words(type, 12 + padded.length), padded, words(12 + padded.length));
};

describe("a log", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `I (${100 * i}) app: ${20 + (i % 9)}.5°C → “ok”\n`).join(
    "",
  );

  it.each([300, 1_500])("with %i bytes of ciphertext between its lines is not kept", async (sizeBytes) => {
    expect(await outcome(toBytes(lines))).toBe("keeps");
    const raw = concat(toBytes(`${lines}${lines}`), ciphertext(sizeBytes), toBytes(`\n${lines}`));
    expect(await outcome(raw)).toBe("unknown: opaque");
  });

  it("with a table of bytes is not kept where a row has other cells than the rest", async () => {
    const rows = Array.from(
      "state boils, 96 degrees",
      (letter, i) => `0.1${i},${letter === "," ? "COMMA" : letter},,`,
    );
    expect(await outcome(`Time,Value,Parity,Framing\n${rows.join("\n")}\n`)).toBe("keeps");
    expect(await outcome(`; of an analyser\nTime,Value\n${rows.join("\n")}\n`)).toBe("keeps");
    const joined = [...rows.slice(0, 9), `${rows[9]}X${rows[10]}`, ...rows.slice(11)];
    expect(await outcome(`Time,Value,Parity,Framing\n${joined.join("\n")}\n`)).toBe("unknown: broken");
  });

  it("in other alphabets is text", async () => {
    const words = [
      "设备无法连接到服务器，正在重试",
      "größe überschritten",
      "температура в норме",
      "🔥🚀 ✅ ❌",
    ];
    const text = words.map((word, i) => `W (${i}) ${word.repeat(3)} ${i}\n`).join("");
    expect(await outcome(toBytes(text.repeat(40)))).toBe("keeps");
    expect(await outcome(Buffer.from(`W (1) größe überschritten\n`.repeat(40), "latin1"))).toBe("keeps");
  });
});

describe("a block of pcapng beside the packets", () => {
  it("is not kept where it looks encrypted", async () => {
    const quiet = pcapngOf([datagram(7000, toBytes("quiet"))]);
    expect(await outcome(concat(quiet, block(0x0bad, toBytes("a note of somebody's"))))).toBe("keeps");
    expect(await outcome(concat(quiet, block(0x0bad, ciphertext(200))))).toBe("unknown: opaque");
  });
});

describe("a frame of a link that it is not of", () => {
  it("is taken apart from its packet on", async () => {
    const record = concat(Uint8Array.of(23, 3, 3, 1, 44), ciphertext(300));
    const bytes = talk(concat(record, record));
    const [LINK_TYPE_AT, BLUETOOTH_MONITOR] = [20, 254];
    bytes[LINK_TYPE_AT] = BLUETOOTH_MONITOR;
    expect(await outcome(bytes)).toMatch(/^unknown: .*tls/);
  });
});

describe("bytes that are taken for a dump", () => {
  const before = new Uint8Array(643).fill(1);
  const text = toBytes(`{"name":"kettle","state":"boils"}`.repeat(3));
  const zip = (content: Uint8Array) =>
    concat(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0), new Uint8Array(20), deflateRawSync(content));
  it.each<[string, Uint8Array]>([
    ["gzip", gzipSync(text)],
    ["zip", zip(text)],
    ["zstd", concat(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x21), text)],
    ["LZ4", concat(Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82), text)],
    ["bzip2", concat(toBytes("BZh91AY&SY"), text)],
    ["xz", concat(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), text)],
    ["a capture of another sniffer", concat(toBytes("btsnoop\0"), text)],
  ])("are not kept with %s among them", async (_, packed) => {
    expect(await outcome(concat(before, text))).toBe("keeps");
    expect(await outcome(concat(before, packed))).toMatch(/^unknown: (?:.* )?filesystem/);
    // Across the border of two pages.
    expect(await outcome(concat(new Uint8Array(4_093), packed))).toMatch(/^unknown: (?:.* )?filesystem/);
  });

  it("are not kept with a greeting of TLS among them", async () => {
    const hello = concat(Uint8Array.of(22, 3, 1, 0, 54, 1, 0, 0, 50, 3, 3), new Uint8Array(48));
    expect(await outcome(concat(before, hello, text))).toBe("unknown: tls");
  });
});

describe("short messages that look encrypted", () => {
  const header = Uint8Array.of(2, 0x3b, 0x0b, 0, 1, 0, 0x17, 0x56, 0, 0, 0, 0);
  const message = () => concat(header, ciphertext(16));

  it("are noticed though each is alone in its conversation", async () => {
    const many = Array.from({ length: 12 }, (_, i) => datagramFrom(40_000 + i, 8_000, message()));
    expect(await outcome(pcapOf(many))).toBe("unknown: opaque");
    const quiet = Array.from({ length: 12 }, (_, i) =>
      datagramFrom(40_000 + i, 8_000, concat(header, toBytes(`state ${i} of 12`))),
    );
    expect(await outcome(pcapOf(quiet))).toBe("keeps");
  });

  it("are noticed where there is one alone, nearly always", async () => {
    let noticed = 0;
    for (let i = 0; i < 40; i++)
      if ((await outcome(pcapOf([datagram(9_000, message())]))) === "unknown: opaque") noticed++;
    expect(noticed).toBeGreaterThan(34);
  });

  it("are noticed as a record of DTLS 1.3 on any port", async () => {
    let noticed = 0;
    for (let i = 0; i < 40; i++) {
      const record = concat(Uint8Array.of(0x2e, 0x51, 0x03, 0, 24), ciphertext(24));
      if ((await outcome(pcapOf([datagram(9_000, record)]))).startsWith("unknown")) noticed++;
    }
    expect(noticed).toBeGreaterThan(34);
  });
});

describe("a message of RADIUS", () => {
  const attribute = (type: number, value: Uint8Array) => concat(Uint8Array.of(type, 2 + value.length), value);
  const message = (...attributes: Uint8Array[]) => {
    const body = attributes.reduce((all, one) => concat(all, one), new Uint8Array());
    return concat(Uint8Array.of(4, 7, 0, 20 + body.length), new Uint8Array(16), body);
  };
  const name = attribute(1, toBytes("guest"));

  it("is not kept where an attribute hides what it says, as that of a password does", async () => {
    expect(await outcome(pcapOf([datagram(1812, message(name))]))).toBe("keeps");
    const hidden = attribute(2, new Uint8Array(16).fill(0x55));
    for (const port of [1812, 1645])
      expect(await outcome(pcapOf([datagram(port, message(name, hidden))]))).toBe("unknown: opaque");
  });

  it("is not kept where its attributes do not come to an end", async () => {
    const cut = message(name).slice(0, -2);
    expect(await outcome(pcapOf([datagram(1812, cut)]))).toBe("unknown: opaque");
  });
});
