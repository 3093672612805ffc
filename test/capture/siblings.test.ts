/** Recordings that are made here: other instances of the kinds in the folder of cases. */
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../sim/engine/random.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import { PSK, SSID } from "./known-secrets.ts";
import { outcome, talk } from "./outcome.ts";
import { datagram, pcapOf } from "./wire.ts";

const random = Random.stream(7, "siblings");
const ciphertext = (sizeBytes: number) => random.bytes(sizeBytes);

const record = (type: number, content: Uint8Array) =>
  concat(Uint8Array.of(type, 3, 3, content.length >> 8, content.length & 255), content);
const CLIENT_HELLO = record(22, concat(Uint8Array.of(1, 0, 0, 96, 3, 3), ciphertext(94)));
const SEALED = record(23, ciphertext(300));

describe("TLS that begins later", () => {
  it.each<[string, readonly (string | Uint8Array)[]]>([
    ["IMAP", ["a STARTTLS\r\n", "a OK\r\n", CLIENT_HELLO]],
    ["POP3", ["STLS\r\n", "+OK\r\n", CLIENT_HELLO]],
    ["Postgres", [Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47), "S", CLIENT_HELLO]],
    ["LDAP", [Uint8Array.of(0x30, 0x1d, 2, 1, 1, 0x77, 0x18), "ok", CLIENT_HELLO]],
    ["a record that was under way", [concat(ciphertext(120), SEALED, SEALED)]],
  ])("in %s is noticed", async (_, said) => {
    expect(await outcome(talk(...said))).toMatch(/^unknown: .*tls/);
  });
});

describe("a sealed datagram", () => {
  const many = (port: number, make: () => Uint8Array) =>
    pcapOf(Array.from({ length: 6 }, () => datagram(port, make())));
  it.each<[string, number, () => Uint8Array, string]>([
    ["QUIC that was under way", 443, () => concat(Uint8Array.of(0x52), ciphertext(300)), "quic"],
    ["DTLS 1.2", 5684, () => concat(Uint8Array.of(23, 0xfe, 0xfd), ciphertext(80)), "dtls"],
    ["DTLS 1.3", 5684, () => concat(Uint8Array.of(0x2e), ciphertext(120)), "dtls"],
    ["OpenVPN", 1194, () => concat(Uint8Array.of(0x48), ciphertext(120)), "openvpn"],
    ["a vendor's protocol", 32_100, () => concat(Uint8Array.of(0xf1, 0xd0, 0, 96), ciphertext(96)), "opaque"],
  ])("of %s is noticed", async (_, port, make, kind) => {
    expect(await outcome(many(port, make))).toMatch(new RegExp(`^unknown: .*${kind}`));
  });
});

describe("what a text holds as digits", () => {
  const post = (body: string) => `PUT / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const base64 = Buffer.from(ciphertext(64)).toString("base64");
  const hidden: [string, string][] = [
    ["base 64", `{"data":"${base64}"}`],
    [
      "base 64 with the alphabet of addresses",
      `{"data":"${Buffer.from(ciphertext(96)).toString("base64url")}"}`,
    ],
    ["base 64 whose slashes JSON escapes", `{"data":"${base64.replaceAll("/", "\\/")}"}`],
    ["base 64 in a form", `data=${encodeURIComponent(base64)}&n=1`],
    ["hexadecimal", `data=${Buffer.from(ciphertext(64)).toString("hex")}`],
  ];
  it.each(hidden)("is a blind spot where it looks encrypted: %s", async (_, body) => {
    expect(await outcome(talk(post(body)))).toBe("unknown: opaque");
    expect(await outcome(`I (12) app: ${body}\n`)).toBe("unknown: opaque");
  });

  it.each([
    [
      "text",
      Buffer.from("the kettle boils, says the kettle to whoever asks it once more").toString("base64"),
    ],
    [
      "numbers",
      Buffer.from(Float32Array.from({ length: 20 }, (_, i) => 20 + i / 8).buffer).toString("base64"),
    ],
    ["a hash", Buffer.from(ciphertext(32)).toString("hex")],
    ["words", "/firmware/appliances/kettle/temperature-sensor/settings/heating_element"],
    ["decimal digits", "31415926535897932384626433832795028841971693993751058209749445923078164062862089986"],
  ])("is content where it is %s", async (_, digits) => {
    expect(await outcome(talk(post(`{"data":"${digits}"}`)))).toBe("keeps");
  });
});

describe("a message over a connection", () => {
  const inflated = deflateRawSync(JSON.stringify({ psk: PSK }));
  const UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n";
  const ANSWER = "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
  const publish = concat(Uint8Array.of(0x30, 3 + PSK.length, 0, 1, 0x74), toBytes(PSK));
  const mask = Uint8Array.of(9, 8, 7, 6);
  const masked = concat(
    Uint8Array.of(0x82, 0x80 | publish.length),
    mask,
    publish.map((byte, i) => byte ^ mask[i & 3]),
  );
  it.each<[string, readonly (string | Uint8Array)[], string]>([
    [
      "with a raw deflate body",
      [
        concat(
          toBytes(
            `PUT / HTTP/1.1\r\nContent-Encoding: deflate\r\nContent-Length: ${inflated.length}\r\n\r\n`,
          ),
          inflated,
        ),
      ],
      "wifi.psk",
    ],
    [
      "with an unknown coding",
      ["PUT / HTTP/1.1\r\nContent-Encoding: dcb\r\nContent-Length: 4\r\n\r\nabcd"],
      "unknown: coding",
    ],
    ["whose body is cut", ["PUT / HTTP/1.1\r\nContent-Length: 40\r\n\r\nabcd"], "unknown: unfinished"],
    ["in MQTT over a WebSocket", [UPGRADE, ANSWER, masked], "wifi.psk"],
  ])("%s", async (_, said, expected) => {
    expect(await outcome(talk(...said))).toBe(expected);
  });
});

describe("a transfer", () => {
  it("by TFTP is put together", async () => {
    const block = (number: number, text: string) => concat(Uint8Array.of(0, 3, 0, number), toBytes(text));
    const half = PSK.slice(0, 9);
    const frames = [datagram(3000, block(1, `psk=${half}`)), datagram(3000, block(2, PSK.slice(9)))];
    expect(await outcome(pcapOf(frames))).toBe("wifi.psk");
  });

  it("of CoAP that OSCORE seals is noticed", async () => {
    const message = concat(Uint8Array.of(0x44, 2, 0, 1, 1, 2, 3, 4, 0x92, 9, 1, 0xff), ciphertext(20));
    expect(await outcome(pcapOf([datagram(5683, message)]))).toBe("unknown: oscore");
  });
});

describe("a HAR file", () => {
  const entry = (request: object, response: object = {}) =>
    JSON.stringify({
      log: { entries: [{ request: { method: "POST", url: "https://a.example/", ...request }, response }] },
    });
  it.each<[string, string, string]>([
    ["a redirect", entry({}, { redirectURL: `https://b.example/?k=${PSK}` }), "wifi.psk"],
    [
      "a file that was sent",
      entry({ postData: { params: [{ name: "f", fileName: "a.bin" }] } }),
      "unknown: leftOut",
    ],
    ["an answer that was left out", entry({}, { content: { size: 99 } }), "unknown: leftOut"],
  ])("has %s", async (_, content, expected) => {
    expect(await outcome(content)).toBe(expected);
  });
});

describe("a log", () => {
  const bytes = Buffer.from(`joining with ${PSK} now!`);
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) =>
    bytes.subarray(16 * i, 16 * i + 16),
  );
  const pairs = (row: Uint8Array) => Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  it.each<[string, string]>([
    [
      "hexdump -C",
      rows.map((row, i) => `${(16 * i).toString(16).padStart(8, "0")}  ${pairs(row)}  |${row}|`).join("\n"),
    ],
    ["colours inside of a value", `psk ${PSK.slice(0, 8)}\u001b[0;32m${PSK.slice(8)}\u001b[0m`],
    ["S-records", rows.map((row, i) => sRecord(16 * i, row)).join("\r\n")],
    [
      "a table of two digits each",
      `Id,Time[ns],0:UART\n${Array.from(bytes, (b, i) => `${i},${i}.5,${hex(b)}`).join("\n")}`,
    ],
    [
      "a table of binary digits",
      `Time,Value\n${Array.from(bytes, (b, i) => `${i}.5,${b.toString(2).padStart(8, "0")}`).join("\n")}`,
    ],
    [
      "rows of sigrok",
      Array.from(
        bytes,
        (b, i) => `${i}0-${i}9 UART: RX data: ${b === 0x20 ? "20" : String.fromCharCode(b)}`,
      ).join("\n"),
    ],
    [
      "bytes of a debugger",
      rows
        .map(
          (row, i) => `0x3ffb00${i}0 <buf+${16 * i}>:\t${Array.from(row, (b) => `0x${hex(b)}`).join("\t")}`,
        )
        .join("\n"),
    ],
    ["words of a stack", rows.map((row, i) => `3ffb00${i}0: ${words(row)}`).join("\n")],
    ["od -c", rows.map((row, i) => `${octal(16 * i, 7)} ${characters(row)}`).join("\n")],
    [
      "od -b",
      rows.map((row, i) => `${octal(16 * i, 7)} ${Array.from(row, (b) => octal(b, 3)).join(" ")}`).join("\n"),
    ],
  ])("has %s", async (_, content) => {
    expect(await outcome(content)).toBe("wifi.psk");
  });

  it("in UTF-16 is read as others are", async () => {
    const dump = rows
      .map((row, i) => `${(16 * i).toString(16).padStart(8, "0")}: ${pairs(row)}  .`)
      .join("\r\n");
    expect(await outcome(Buffer.from(`\ufeff${dump}`, "utf16le"))).toBe("wifi.psk");
  });

  it("may have a dump of what is encrypted, which is a blind spot", async () => {
    const dump = Array.from({ length: 20 }, () => `I (1) x: ${pairs(ciphertext(16))}`).join("\n");
    expect(await outcome(dump)).toBe("unknown: opaque");
  });

  it.each([
    ["spaces", " "],
    ["returns", "\r"],
    ["orders to a terminal", "\u001b["],
  ])("may have a line of a million %s", async (_, filling) => {
    expect(await outcome(`${filling.repeat(1_000_000)} ${PSK} \n`)).toBe("wifi.psk");
  });

  it.each<[string, string, string]>([
    ["the code for WiFi", "a;b:c,d\\e-long", "WIFI:T:WPA;P:a\\;b\\:c\\,d\\\\e-long;;"],
    ["CSV", 'say "hello" twice', 'x,"say ""hello"" twice"'],
    ["decomposed letters", "Käse-Füße-99", "psk=Käse-Füße-99".normalize("NFD")],
    ["names of HTML", "Käse-Füße-99", "psk=K&auml;se-F&uuml;&szlig;e-99"],
    ["a code page of DOS", "Käse-Füße-99", "psk=K\u0084se-F\u0081\u00e1e-99"],
    [
      "decomposed letters that were read wrongly",
      "Käse-Füße-99",
      Buffer.from("Käse-Füße-99".normalize("NFD")).toString("latin1"),
    ],
    ["escapes of Python", 'a;b"c-long-one', String.raw`a\U0000003bb\U00000022c-long-one`],
    ["escapes of Rust", 'a;b"c-long-one', String.raw`a\u{3b}b\u{22}c-long-one`],
    ["short escapes in octal", 'a;b"c-long-one', String.raw`a\73b\42c-long-one`],
    ["a business card", "a;b:c,d-long-one", String.raw`NOTE:a\;b\:c\,d-long-one`],
  ])("has a value in %s", async (_, value, content) => {
    const bytes = content.includes("\u0084") ? Buffer.from(content, "latin1") : content;
    expect(await outcome(bytes, [{ name: "wifi.psk", values: [value] }])).toBe("wifi.psk");
  });
});

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** Of 32 bits each, as a processor with the lowest byte first reads them. */
function words(row: Uint8Array): string {
  const whole = concat(row, new Uint8Array((4 - (row.length % 4)) % 4));
  const view = new DataView(whole.buffer);
  return Array.from(
    { length: whole.length / 4 },
    (_, i) =>
      `0x${view
        .getUint32(4 * i, true)
        .toString(16)
        .padStart(8, "0")}`,
  ).join(" ");
}

function characters(row: Uint8Array): string {
  return Array.from(row, (byte) => String.fromCharCode(byte).padStart(3)).join(" ");
}

function sRecord(address: number, content: Uint8Array): string {
  const bytes = [content.length + 3, address >> 8, address & 255, ...content];
  const sum = 255 - (bytes.reduce((all, byte) => all + byte, 0) & 255);
  return `S1${Buffer.from([...bytes, sum])
    .toString("hex")
    .toUpperCase()}`;
}

describe("a flash dump", () => {
  /** A value of NVS in two chunks, a page each, with the states of entries in the bits of `states`. */
  function nvsChunks(states: number): Buffer {
    const flash = Buffer.alloc(8192, 0xff);
    [PSK.slice(0, 9), PSK.slice(9)].forEach((text, chunk) => {
      const page = flash.subarray(4096 * chunk);
      page.writeUInt32LE(0xfffffffe, 0);
      page.writeUInt32LE(chunk, 4);
      page[8] = 0xfe;
      page[32] = states;
      page.set([1, 0x42, 2, chunk], 64);
      page.fill(0, 72, 88);
      page.write("network", 72);
      page.writeUInt16LE(text.length, 88);
      page.write(text, 96);
    });
    return flash;
  }

  it("has a value of NVS in chunks on two pages", async () => {
    expect(await outcome(nvsChunks(0b1111_1010))).toBe("wifi.psk");
  });

  it("has a value of NVS in chunks that were erased, but are still there", async () => {
    expect(await outcome(nvsChunks(0b1111_0000))).toBe("wifi.psk");
  });

  it("has a deleted file of SPIFFS over two pages", async () => {
    const flash = Buffer.alloc(8192, 0xff);
    const content = Buffer.alloc(2 * 251, 0x2e);
    content.write(PSK, 245);
    for (const order of [0, 1]) {
      const page = flash.subarray(4096 + 256 * order);
      page.set([7, 0, order, 0, 0x7c], 0);
      content.copy(page, 5, 251 * order, 251 * (order + 1));
    }
    expect(await outcome(flash)).toBe("wifi.psk");
  });

  it.each<[string, (flash: Buffer) => void]>([
    [
      "FAT of ESP-IDF",
      (flash) => {
        flash.set([0xeb, 0xfe, 0x90], 4096);
        flash.writeUInt16LE(4096, 4096 + 11);
        flash[4096 + 16] = 2;
        flash.write("NO NAME    FAT     ", 4096 + 43);
        flash.set([0x55, 0xaa], 4096 + 510);
      },
    ],
    ["SquashFS", (flash) => flash.write("hsqs", 4096)],
    ["a packet capture", (flash) => flash.set(pcapOf([]), 5000)],
  ])("with %s is a blind spot", async (_, write) => {
    const flash = Buffer.alloc(16_384, 0xff);
    flash.fill(0x2e, 0, 64);
    write(flash);
    expect(await outcome(flash)).toBe("unknown: filesystem");
  });

  it("in UF2 may have its blocks in any order", async () => {
    const block = (number: number, text: string) => {
      const bytes = Buffer.alloc(512);
      bytes.writeUInt32LE(0x0a324655, 0);
      bytes.writeUInt32LE(0x9e5d5157, 4);
      bytes.writeUInt32LE(0x1000 + 256 * number, 12);
      bytes.writeUInt32LE(256, 16);
      bytes.write(text, 32);
      return bytes;
    };
    const blocks = [block(1, PSK.slice(9)), block(0, `${" ".repeat(247)}${PSK.slice(0, 9)}`)];
    expect(await outcome(Buffer.concat(blocks))).toBe("wifi.psk");
  });

  it("that is packed is unpacked first", async () => {
    expect(await outcome(gzipSync(Buffer.from(`\0\u0001${SSID}\0`)))).toBe("wifi.ssid");
  });
});
