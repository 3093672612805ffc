import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TCP_FLAG } from "../../sim/net/ip-packet.ts";
import { concat, toBytes, toHex } from "../../sim/tape/bytes.ts";
import { nodeScanTools } from "../../src/capture/node-scan-tools.ts";
import { Search } from "../../src/capture/search.ts";
import { dnsAnswer, dnsQuery } from "../../src/report/dns-message.ts";
import { clientHello, sealedRecords } from "../../src/report/tls-record.ts";
import { SLOW_MILLIS, SLOW_TRIES } from "../soak.ts";
import { PSK, SECRETS, SSID } from "./known-secrets.ts";
import {
  ack,
  damaged,
  datagram,
  fragments,
  inside,
  ipv6,
  pcapngOf,
  pcapOf,
  SERVER,
  searched,
  segment,
  syn,
} from "./wire.ts";

const REQUEST = `POST /v1 HTTP/1.1\r\nHost: cloud.example:8080\r\n\r\n{"psk":"${PSK}"}`;
const AT = REQUEST.indexOf(PSK);
const RESET = TCP_FLAG.ack + TCP_FLAG.rst;
/** Findings that the request gives when all goes well, in the frame with this number. */
const upload = (frame: number) =>
  ["endpoint", "network"].map(
    (observer) => `wifi.psk clear/http > ${observer} cloud.example:8080 in frame ${frame}`,
  );

/** The request in three segments, of which the second and the third share the secret. */
const PARTS = [
  segment(0, REQUEST.slice(0, AT - 20)),
  segment(AT - 20, REQUEST.slice(AT - 20, AT + 6)),
  segment(AT + 6, REQUEST.slice(AT + 6)),
];

describe("a connection in a capture", () => {
  it("is put together from its segments", async () => {
    const { found, blindSpots } = await searched(pcapngOf([syn(), ...PARTS]));
    expect(found).toEqual(upload(3));
    expect(blindSpots).toEqual([]);
  });

  it("is not understood where a packet says that it is longer than its frame", async () => {
    const whole = segment(0, `psk=${PSK}`);
    const { blindSpots } = await searched(pcapngOf([syn(), whole.subarray(0, whole.length - 6)]));
    expect(blindSpots).toContain("1 packet was not recorded in full");
  });

  it("is put together where segments come late, more than once, or start among those before", async () => {
    const overlapping = segment(AT - 5, REQUEST.slice(AT - 5, AT + 10));
    const { found, blindSpots } = await searched(
      pcapngOf([syn(), PARTS[2], PARTS[0], PARTS[0], overlapping, PARTS[1], ack(REQUEST.length)]),
    );
    expect(found.length).toBe(2);
    expect(found[0]).toContain("wifi.psk clear/http > endpoint cloud.example:8080");
    expect(blindSpots).toEqual([]);
  });

  it(
    "is found in any order, in any pieces",
    async () => {
      const cuts = fc.uniqueArray(fc.integer({ min: 1, max: REQUEST.length - 1 }), { maxLength: 12 });
      const search = new Search(SECRETS, nodeScanTools.crypto);
      await fc.assert(
        fc.asyncProperty(cuts, fc.infiniteStream(fc.nat()), async (at, chance) => {
          const borders = [0, ...at.sort((a, b) => a - b), REQUEST.length];
          const frames = borders
            .slice(1)
            .map((end, i) => segment(borders[i], REQUEST.slice(borders[i], end)));
          const shuffled = [...frames, ...frames.slice(0, 2)]
            .map((frame) => ({ frame, key: chance.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ frame }) => frame);
          const { found, blindSpots } = await searched(pcapngOf([syn(), ...shuffled]), "pcapng", search);
          expect(found.length).toBe(2);
          expect(blindSpots).toEqual([]);
        }),
        { numRuns: SLOW_TRIES / 8 },
      );
    },
    SLOW_MILLIS,
  );

  it("has numbers that start again from zero", async () => {
    const at = -1000 - AT - 3;
    const frames = [segment(at, REQUEST.slice(0, AT + 3)), segment(at + AT + 3, REQUEST.slice(AT + 3))];
    expect((await searched(pcapngOf(frames))).found).toEqual(upload(1));
  });

  it("goes on after what was not recorded, and that is said", async () => {
    const { found, blindSpots } = await searched(
      pcapngOf([syn(), segment(0, "GET "), segment(500, `psk=${PSK}`), ack(504 + PSK.length)]),
    );
    expect(found[0]).toMatch(/wifi.psk clear\/http > endpoint/);
    expect(blindSpots).toEqual(["496 bytes of 1 connection are missing from the capture"]);
  });

  it("is read although no checksum is right, as on the computer that sends", async () => {
    expect((await searched(pcapngOf([syn(), ...PARTS].map(damaged)))).found).toEqual(upload(3));
  });

  it("is not fooled by a damaged segment in between, and that is searched as well", async () => {
    const decoy = damaged(segment(AT - 20, "x".repeat(26)));
    const { found } = await searched(pcapngOf([syn(), PARTS[0], decoy, PARTS[1], PARTS[2]]));
    expect(found).toEqual(upload(4));
    const hidden = damaged(segment(AT - 20, PSK));
    const other = await searched(pcapngOf([syn(), PARTS[0], hidden]));
    expect(other.found).toEqual(
      ["endpoint", "network"].map((o) => `wifi.psk clear/http > ${o} 203.0.113.7:8080 in frame 3`),
    );
  });

  it("is searched as it came first and as it came later where both differ", async () => {
    const frames = [syn(), segment(0, `first ${PSK}`), segment(0, "other bytes in their place, later")];
    expect((await searched(pcapngOf(frames))).found.length).toBe(2);
    expect((await searched(pcapngOf([frames[0], frames[2], frames[1]]))).found.length).toBe(2);
  });

  it("is another one when the same ports are used again", async () => {
    const again = syn();
    const half = REQUEST.slice(0, AT + 6);
    const { found } = await searched(
      pcapngOf([syn(), segment(0, half), segment(half.length, "", RESET), again, segment(0, REQUEST)]),
    );
    expect(found).toEqual(upload(5));
  });

  it("has messages, each of which is read as what it is", async () => {
    const first = "GET / HTTP/1.1\r\n\r\n";
    const chunks = [PSK.slice(0, 5), PSK.slice(5)].map(
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    );
    const second = `POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`;
    const frames = [
      syn(),
      segment(0, first),
      ack(first.length, "HTTP/1.1 200 OK\r\n\r\n"),
      segment(first.length, second),
    ];
    expect((await searched(pcapngOf(frames))).found[0]).toMatch(
      /^wifi.psk clear\/http > endpoint .* in frame 4$/,
    );
  });

  it("says who learns what the server says: who is on the path", async () => {
    const { found } = await searched(pcapngOf([syn(), segment(0, "GET / HTTP/1.1\r\n\r\n"), ack(18, PSK)]));
    expect(found).toEqual(["wifi.psk clear/http > network 192.168.1.42:50000 in frame 3"]);
  });
});

const frame = segment(0, REQUEST);
const llc = (type: number) => Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0, type >> 8, type & 255);
const wifiData = concat(Uint8Array.of(0x08, 0x01), new Uint8Array(22), llc(0x0800), inside(frame));

describe("a capture", () => {
  it.each<[string, number, Uint8Array]>([
    ["Ethernet", 1, frame],
    [
      "Ethernet with tags",
      1,
      concat(frame.subarray(0, 12), Uint8Array.of(0x81, 0, 0, 5, 0x88, 0xa8, 0, 6), frame.subarray(12)),
    ],
    [
      "PPP over Ethernet",
      1,
      concat(frame.subarray(0, 12), Uint8Array.of(0x88, 0x64, 0x11, 0, 0, 1, 1, 0, 0, 0x21), inside(frame)),
    ],
    ["a BSD loopback", 0, concat(Uint8Array.of(2, 0, 0, 0), inside(frame))],
    ["an OpenBSD loopback", 108, concat(Uint8Array.of(0, 0, 0, 2), inside(frame))],
    ["raw IP", 101, inside(frame)],
    ["IPv4", 228, inside(frame)],
    ['Linux\'s "any" interface', 113, concat(new Uint8Array(14), Uint8Array.of(8, 0), inside(frame))],
    ["the newer of these", 276, concat(Uint8Array.of(8, 0), new Uint8Array(18), inside(frame))],
  ])("of %s is read", async (_, linkType, bytes) => {
    expect((await searched(pcapngOf([bytes], linkType))).found).toEqual(upload(1));
    expect((await searched(pcapOf([bytes], { linkType }), "pcap")).found).toEqual(upload(1));
  });

  it("of an open WiFi is read, with whoever is near as the observer", async () => {
    const radiotap = concat(Uint8Array.of(0, 0, 8, 0, 0, 0, 0, 0), wifiData);
    for (const [linkType, bytes] of [
      [105, wifiData],
      [127, radiotap],
    ] as const) {
      const { found } = await searched(pcapngOf([bytes], linkType));
      expect(found.map((line) => line.replace(/ cloud.*/, ""))).toEqual([
        "wifi.psk clear/http > air",
        "wifi.psk clear/http > endpoint",
      ]);
    }
  });

  it("of a sealed WiFi can't be read, and that is said; its name on the air is the platform's", async () => {
    const sealed = wifiData.map((byte, i) => (i === 1 ? 0x41 : i < 24 ? byte : byte ^ (i * 37)));
    const beacon = concat(Uint8Array.of(0x80, 0), new Uint8Array(34), toBytes(SSID));
    const { found, blindSpots } = await searched(pcapngOf([beacon, sealed], 105));
    expect(found).toEqual(["wifi.ssid released/wifi > air - in frame 1"]);
    expect(blindSpots).toEqual(["1 WiFi frame is encrypted"]);
  });

  it("has IPv6, in parts too", async () => {
    const [whole] = ipv6(frame);
    expect((await searched(pcapngOf([whole], 101))).found).toEqual(upload(1));
    const [first, second] = ipv6(frame, 64);
    expect((await searched(pcapngOf([second, first], 101))).found).toEqual(upload(2));
    const alone = await searched(pcapngOf([segment(0, "a"), second].slice(1), 101));
    expect(alone.blindSpots).toContain("1 packet came in parts, and not all are there");
  });

  it("has IPv4 in parts", async () => {
    const parts = fragments(frame, 80);
    expect((await searched(pcapngOf(parts, 101))).found).toEqual(upload(2));
    const { found, blindSpots } = await searched(pcapngOf([parts[0]], 101));
    expect(found).toEqual(["wifi.psk clear/tcp > network - in fragments"].slice(0, found.length));
    expect(blindSpots).toContain("1 packet came in parts, and not all are there");
  });

  it("has names that were looked up, and what is hidden in them", async () => {
    const hex = toHex(toBytes(PSK));
    const name = `${hex.slice(0, 20)}.${hex.slice(20)}.tunnel.example`;
    const { found } = await searched(pcapngOf([datagram(53, dnsQuery(1, toBytes(name)))]));
    expect(found).toEqual(["wifi.psk encoded/dns > network 203.0.113.7:53 in frame 1"]);
  });

  it("names servers as they were looked up", async () => {
    const answer = dnsAnswer(1, toBytes("cloud.example"), SERVER.address);
    const frames = [datagram(53, answer), segment(0, `raw ${PSK}`)];
    expect((await searched(pcapngOf(frames))).found[0]).toBe(
      "wifi.psk clear/tcp > endpoint cloud.example:8080 in frame 2",
    );
  });

  it("has datagrams", async () => {
    const { found } = await searched(pcapngOf([datagram(9999, toBytes(`"${PSK}"`))]));
    expect(found).toEqual(
      ["endpoint", "network"].map((o) => `wifi.psk clear/tcp > ${o} 203.0.113.7:9999 in frame 1`),
    );
  });

  it("has encryption that hides what is in it, and that is said", async () => {
    const tls = concat(clientHello(toBytes("cloud.example"), 1), sealedRecords(500, 1, "a"));
    const quic = Uint8Array.of(0xc3, 0, 0, 0, 1, 8, ...new Array(40).fill(7));
    const { found, blindSpots } = await searched(pcapngOf([syn(), segment(0, tls), datagram(443, quic)]));
    expect(found).toEqual([]);
    expect(blindSpots).toEqual([
      "cloud.example:8080 spoke TLS, which hides the content, and there is no key log (--keylog)",
      "203.0.113.7:443 spoke QUIC, which hides the content",
    ]);
  });

  it("says nothing of who was talked to when a secret is in the name", async () => {
    const tls = clientHello(toBytes(`${PSK}.example`), 1);
    const { found, blindSpots } = await searched(pcapngOf([syn(), segment(0, tls)]));
    expect(found).toEqual(["wifi.psk clear/tls > network ‹wifi.psk›.example:8080 in frame 2"]);
    expect(blindSpots.join()).not.toContain(PSK);
  });

  it.each([
    ["pcap", pcapOf([frame, PARTS[0]])],
    ["pcap of a computer with the other byte order", pcapOf([frame, PARTS[0]], { isLittle: false })],
    ["pcap with nanoseconds", pcapOf([frame, PARTS[0]], { isNanos: true })],
    ["pcap of an old libpcap", pcapOf([frame, PARTS[0]], { isModified: true })],
    ["pcapng", pcapngOf([frame, PARTS[0]])],
    ["pcapng of two recordings, one after the other", concat(pcapngOf([frame, PARTS[0]]), pcapngOf([]))],
  ])("is read as %s", async (name, capture) => {
    const result = await searched(capture, name.startsWith("pcapng") ? "pcapng" : "pcap");
    expect(result).toEqual({ found: upload(1), blindSpots: [], durationMicros: 1000, packets: 2 });
  });

  it("that is cut short is searched as far as it goes, and that is said", async () => {
    for (const format of ["pcap", "pcapng"] as const) {
      const capture = (format === "pcap" ? pcapOf : pcapngOf)([frame, frame]);
      const { found, blindSpots } = await searched(capture.subarray(0, capture.length - 20), format);
      expect(found.slice(0, 2)).toEqual(upload(1));
      expect(blindSpots).toEqual(["the capture is cut short"]);
    }
  });

  it("that is broken is searched as bytes from there on, and that is said", async () => {
    const broken = concat(
      pcapngOf([segment(0, "nothing")]),
      toBytes("garbage!"),
      toBytes(`psk ${PSK} `.repeat(3)),
    );
    const { found, blindSpots } = await searched(broken);
    expect(found).toEqual(["wifi.psk clear/tcp > network - in what can't be read as packets"]);
    expect(blindSpots).toEqual(["what follows packet 1 is no block of a pcapng file"]);
  });

  it(
    "may be changed in any way, and is still read to its end",
    async () => {
      const frames = [
        syn(),
        segment(0, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ack(10, "HTTP/1.1 200 OK\r\n\r\n"),
        datagram(53, dnsQuery(1, toBytes("cloud.example"))),
        segment(30, clientHello(toBytes("a.example"), 1), TCP_FLAG.ack, { ...SERVER, port: 443 }),
        concat(segment(0, "").subarray(0, 12), Uint8Array.of(0x86, 0xdd), ipv6(segment(0, "abc"), 8)[0]),
      ];
      const captures = { pcap: pcapOf(frames), pcapng: pcapngOf(frames) };
      const search = new Search(SECRETS, nodeScanTools.crypto);
      const change = fc.tuple(fc.nat(), fc.constantFrom("set", "cut", "drop", "repeat"), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom("pcap", "pcapng"),
          fc.array(change, { minLength: 1, maxLength: 6 }),
          async (format, changes) => {
            let bytes: Uint8Array = captures[format].slice();
            for (const [place, how, value] of changes) {
              const at = place % bytes.length;
              if (how === "set") bytes[at] = value;
              else if (how === "cut") bytes = bytes.slice(0, Math.max(24, at));
              else if (how === "drop")
                bytes = concat(bytes.subarray(0, at), bytes.subarray(at + 1 + (value % 16)));
              else bytes = concat(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value)));
            }
            const { packets, found } = await searched(bytes, format, search);
            expect(packets).toBeGreaterThanOrEqual(0);
            expect(found).toEqual([]);
          },
        ),
        { numRuns: SLOW_TRIES },
      );
    },
    SLOW_MILLIS,
  );
});
