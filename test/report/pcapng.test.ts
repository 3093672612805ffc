import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { scenario } from "../../sim/home/scenario.ts";
import { concat, toBytes } from "../../sim/tape/bytes.ts";
import type { TapeEvent } from "../../sim/tape/tape.ts";
import { buildImage } from "../../src/compile/build.ts";
import { pcapng } from "../../src/report/pcapng.ts";
import { tempFolder } from "../compile/temp-project.ts";
import { firmware, HOME, run } from "../firmware.ts";
import { TRIES } from "../soak.ts";

const folder = tempFolder();

function capture(events: readonly TapeEvent[]): Uint8Array {
  return concat(...pcapng(events, "tightlip test"));
}

function event(fields: Partial<TapeEvent>): TapeEvent {
  return {
    atMicros: 0,
    from: "device",
    channel: "tcp",
    observers: ["endpoint", "network"],
    kind: "write",
    to: "cloud.example:443",
    payload: null,
    sizeBytes: 0,
    stream: 1,
    position: null,
    ...fields,
  };
}

/** Reading of a capture by tshark, a program that knows nothing of tightlip. */
class Dissection {
  private readonly file: string;

  constructor(name: string, bytes: Uint8Array) {
    this.file = join(folder, `${name}.pcapng`);
    writeFileSync(this.file, bytes);
  }

  /** Values of a field in the packets that match a display filter, one line a packet. */
  values(field: string, filter = field): string[] {
    const wanted = ["-Y", filter, "-T", "fields", "-e", field, ...CHECKSUMS];
    const text = execFileSync("tshark", ["-r", this.file, ...wanted], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text
      .toString()
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Frames that are malformed or that tshark has something to say against. */
  complaints(): string[] {
    return this.values("_ws.expert.message", "_ws.malformed || _ws.expert.severity >= 0x600000");
  }

  interfaces(): string[] {
    return [...new Set(this.values("frame.interface_name", "frame"))].sort();
  }
}

const CHECKSUMS = ["ip", "tcp", "udp"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]);

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
/** True where tests must be complete: a missing tool is a failure there, and no reason to skip them. */
const isComplete = process.env.CI !== undefined;

describe.skipIf(!hasTshark && !isComplete)("a capture in tshark", () => {
  beforeAll(() => {
    if (!hasTshark) throw new Error('these tests need tshark: "apt-get install tshark"');
  });

  it("shows names, sizes and times of TLS, and nothing that is inside", () => {
    const { tape } = run(firmware("fetcher"), 20);
    const bytes = capture(tape.events);
    const seen = new Dissection("tls", bytes);

    expect(seen.interfaces()).toEqual(["air", "network"]);
    expect(seen.complaints()).toEqual([]);
    expect(seen.values("dns.qry.name", "dns && dns.flags.response == 0")[0]).toBe("cloud.example");
    expect(seen.values("dns.a")[0]).toMatch(/^203\.0\.113\.\d+$/);
    expect(new Set(seen.values("tls.handshake.extensions_server_name"))).toEqual(new Set(["cloud.example"]));
    const recorded = tape.events.filter((e) => e.channel === "tls" && e.kind === "record");
    const lengths = seen.values("tls.record.length", "tls.record.content_type == 23").map(Number);
    expect(lengths).toEqual(recorded.map((e) => e.sizeBytes - 5));
    expect(Buffer.from(bytes).includes("nonce=")).toBe(false);
  });

  it("shows each virtual instant to the microsecond", () => {
    const { tape } = run(firmware("fetcher"), 20);
    const seen = new Dissection("times", capture(tape.events));
    const hello = tape.events.find((e) => e.kind === "client hello")!;
    const seconds = seen.values("frame.time_epoch", "tls.handshake.type == 1")[0];
    expect(Math.round(Number(seconds) * 1e6)).toBe(hello.atMicros);
  });

  it("shows the handshake with the access point", () => {
    const { tape } = run(firmware("fetcher"), 20);
    const seen = new Dissection("air", capture(tape.events));
    expect(seen.values("wlan_rsna_eapol.keydes.msgnr", "eapol")).toEqual(["1", "2", "3", "4"]);
    expect(seen.values("wlan.ssid")).toContain(Buffer.from(HOME.ssid).toString("hex"));
  });

  it("shows what a phone posts to an appliance's own open network, and tells the cloud", () => {
    const { image } = buildImage("devs/pairings/all/main.ts");
    const paired = (by: "softap" | "cloud") =>
      new Dissection(by, capture(run(image, 8, { scenario: scenario(by).provision({ by }) }).tape.events));

    const form = paired("softap").values("urlencoded-form.value", 'wlan && http.request.uri == "/wifisave"');
    expect(form).toEqual([`${HOME.ssid},${HOME.psk}`]);
    const hello = 'tls.handshake.extensions_server_name == "pairing.cloud.example"';
    expect(paired("cloud").values("ip.src", hello)).toEqual(["192.168.1.43"]);
  });

  it("shows MQTT in the clear", () => {
    const { tape } = run(firmware("mqtt"), 30);
    const seen = new Dissection("mqtt", capture(tape.events));
    expect(seen.complaints()).toEqual([]);
    expect(seen.values("mqtt.topic", "mqtt.msgtype == 3")[0]).toBe("home/kettle/state");
    expect(seen.values("mqtt.msgtype").slice(0, 4)).toEqual(["1", "2", "8", "9"]);
  });

  it("shows HTTP in the clear", () => {
    const request = toBytes('POST /v1 HTTP/1.1\r\nHost: cloud.example\r\nContent-Length: 4\r\n\r\n{"a"');
    const reply = toBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    const http = { channel: "http", to: "cloud.example:80" } as const;
    const seen = new Dissection(
      "http",
      capture([
        event({ to: http.to, kind: "connect" }),
        event({ ...http, atMicros: 20_000, payload: request, sizeBytes: request.length }),
        event({ ...http, atMicros: 40_000, from: "server", payload: reply, sizeBytes: reply.length }),
        event({ to: http.to, atMicros: 50_000, kind: "close" }),
      ]),
    );
    expect(seen.complaints()).toEqual([]);
    expect(seen.values("http.request.full_uri")).toEqual(["http://cloud.example/v1"]);
    expect(seen.values("http.response.code")).toEqual(["200"]);
    expect(seen.values("tcp.flags.fin", "tcp.flags.fin == 1")).toHaveLength(2);
  });

  it("shows that a name does not exist", () => {
    const name = toBytes("nowhere.example");
    const lookUp = { channel: "dns", observers: ["network"], to: null, stream: null } as const;
    const seen = new Dissection(
      "dns",
      capture([
        event({ ...lookUp, kind: "query", payload: name, sizeBytes: name.length }),
        event({ ...lookUp, kind: "answer", from: "server", atMicros: 9 }),
      ]),
    );
    expect(seen.complaints()).toEqual([]);
    expect(seen.values("dns.flags.rcode", "dns.flags.response == 1")).toEqual(["3"]);
  });

  it("has large payloads in segments that fit together", () => {
    const payload = new Uint8Array(70_000).map((_, i) => i % 251);
    const seen = new Dissection(
      "large",
      capture([
        event({ to: "cloud.example:9", kind: "connect" }),
        event({ to: "cloud.example:9", payload, sizeBytes: payload.length, atMicros: 5 }),
        event({ channel: "tls", observers: ["network"], kind: "record", sizeBytes: 40_087, stream: 2 }),
      ]),
    );
    expect(seen.complaints()).toEqual([]);
    const segments = seen.values("tcp.payload", "tcp.dstport == 9 && tcp.len > 0").join("");
    expect(Buffer.from(segments, "hex")).toEqual(Buffer.from(payload));
    const records = seen.values("tls.record.length").flatMap((line) => line.split(","));
    expect(records.reduce((sum, length) => sum + 5 + Number(length), 0)).toBe(40_087);
  });

  it("would show a wrong checksum", () => {
    const bytes = capture([event({ kind: "connect" })]);
    bytes[bytes.length - 10] ^= 1;
    expect(new Dissection("broken", bytes).complaints()[0]).toMatch(/Bad checksum/);
  });

  it("has no name in the hello to an address", () => {
    const address = toBytes("203.0.113.9");
    const to = "203.0.113.9:443";
    const seen = new Dissection(
      "address",
      capture([
        event({ to, kind: "connect" }),
        event({ to, channel: "tls", observers: ["network"], kind: "client hello", payload: address }),
      ]),
    );
    expect(seen.complaints()).toEqual([]);
    expect(seen.values("ip.dst", "tls.handshake.type == 1")).toEqual(["203.0.113.9"]);
    expect(seen.values("tls.handshake.extensions_server_name")).toEqual([]);
  });
});

describe("a capture", () => {
  it("is the same file on every rerun", () => {
    const image = firmware("fetcher");
    const [first, second] = [1, 2].map(() => capture(run(image, 20).tape.events));
    expect(second).toEqual(first);
  });

  it("has only what network and air see", () => {
    const secret = toBytes("keeper-of-the-light");
    const elsewhere = (["endpoint", "bus", "cable", "flash", "bystander"] as const).map((observer) =>
      event({ observers: [observer], payload: secret, sizeBytes: secret.length }),
    );
    expect(capture(elsewhere)).toEqual(capture([]));
  });

  it("fills TLS records with the same bytes whatever was in them", () => {
    const sealed = (payload: Uint8Array) => [
      event({ channel: "http", observers: ["endpoint"], payload, sizeBytes: payload.length }),
      event({ channel: "tls", observers: ["network"], kind: "record", sizeBytes: payload.length + 29 }),
    ];
    expect(capture(sealed(toBytes("one")))).toEqual(capture(sealed(toBytes("two"))));
  });

  it("is well formed whatever firmware does", () => {
    const kinds = [
      "connect",
      "write",
      "record",
      "client hello",
      "close",
      "reset",
      "query",
      "answer",
      "reply",
    ];
    const anyEvent = fc.record({
      atMicros: fc.maxSafeNat(),
      from: fc.constantFrom("device", "server"),
      channel: fc.constantFrom("tcp", "tls", "dns", "http", "wifi"),
      observers: fc.subarray(["network", "air", "endpoint"]),
      kind: fc.constantFrom(...kinds),
      to: fc.option(fc.string({ unit: "binary" })),
      payload: fc.option(fc.uint8Array({ maxLength: 4_000 })),
      sizeBytes: fc.nat(100_000),
      stream: fc.option(fc.nat(3)),
      position: fc.constant(null),
    }) as fc.Arbitrary<TapeEvent>;
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 8 }), (events) => {
        expect(isMadeOfBlocks(capture(events))).toBe(true);
      }),
      { numRuns: TRIES / 10 },
    );
  });
});

/** True if every block says its length at both ends, and the last one ends with the file. */
function isMadeOfBlocks(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const size = view.getUint32(at + 4, true);
    if (size % 4 !== 0 || size < 12 || view.getUint32(at + size - 4, true) !== size) return false;
    at += size;
  }
  return at === bytes.length;
}
