import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canary } from "../../../src/judge/policy/secret.ts";
import { ENCODINGS } from "../../../src/judge/search/encodings.ts";
import { MAX_NESTING, Scanner } from "../../../src/judge/search/scan.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

const seeds = fc.nat({ max: 1_000_000 });
const anyBytes = fc.uint8Array({ maxLength: 60 });

/** Encodings of a text that a firmware author could write. */
const WRITERS: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  hex: (text) => Buffer.from(text).toString("hex"),
  percent: (text) =>
    Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  "json escapes": (text) =>
    Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
};
const writerNames = fc.constantFrom(...Object.keys(WRITERS));

function scannerFor(...secrets: readonly { name: string; value: string }[]): Scanner {
  return new Scanner(secrets);
}

describe("a secret in what was sent", () => {
  for (const encoding of ENCODINGS) {
    it(`is found in every form of "${encoding.name}", wherever it stands`, () => {
      fc.assert(
        fc.property(seeds, anyBytes, anyBytes, (seed, before, after) => {
          const secret = canary("wifi.psk", seed);
          for (const form of encoding.forms(toBytes(secret.value))) {
            const hits = scannerFor(secret).scan(join(before, form, after));
            const here = hits.filter(
              (hit) => hit.start <= before.length && hit.end >= before.length + form.length,
            );
            expect(here.map((hit) => hit.secret)).toContain("wifi.psk");
          }
        }),
        { numRuns: 25 },
      );
    });
  }

  it("is found in Base64 at each alignment, whatever is encoded together with it", () => {
    fc.assert(
      fc.property(seeds, anyBytes, anyBytes, (seed, before, after) => {
        const secret = canary("settings.token", seed);
        for (const name of ["base64", "base64url"] as const) {
          const form = Buffer.from(join(before, toBytes(secret.value), after)).toString(name);
          expect(scannerFor(secret).scan(toBytes(form)).length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("is found under up to five layers, and the chain names them from the outside in", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(writerNames, { minLength: 2, maxLength: MAX_NESTING }),
        (seed, outsideIn) => {
          const secret = canary("wifi.psk", seed);
          const text = outsideIn.reduceRight(
            (inner, name) => WRITERS[name](`{"v":"${inner}"}`),
            secret.value,
          );
          const chains = scannerFor(secret)
            .scan(toBytes(text))
            .map((hit) => hit.chain.filter((name) => name !== "json").join(" > "));
          // Base64 without + and / in it may be either alphabet.
          const normal = (chain: string) => chain.replaceAll("base64url", "base64");
          expect(chains.map(normal)).toContain(normal(outsideIn.join(" > ")));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is named with its chain", () => {
    const secret = canary("wifi.psk", 1);
    const inner = Buffer.from(secret.value, "utf16le").toString("base64");
    const [hit] = scannerFor(secret).scan(toBytes(`{"blob":"${inner}"}`));
    expect(hit).toMatchObject({ chain: ["json", "base64", "utf16le"], degree: "encoded" });
  });

  it.each([
    ["what needs it", (byte: number) => byte > 0x7e || byte === 0x3d],
    ["every byte", () => true],
  ])("is found in quoted-printable that escapes %s (RFC 2045, 6.7)", (_, isEscaped) => {
    const secret = { name: "settings.password", value: "Grüße=an alle" };
    const text = Array.from(Buffer.from(secret.value), (byte) =>
      isEscaped(byte) ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}` : String.fromCharCode(byte),
    ).join("");
    const chains = scannerFor(secret)
      .scan(toBytes(`note: ${text} temperature=27`))
      .map((hit) => hit.chain);
    expect(chains).toContainEqual(["quoted-printable"]);
  });

  it("is found once, and in its place, where escapes only stand beside it", () => {
    const secret = canary("wifi.psk", 1);
    for (const beside of ["\\n", "%41", "&amp;", "=3D", "\\x41%41\\u0041"]) {
      const text = `${beside} ${secret.value} ${beside}`;
      const start = text.indexOf(secret.value);
      expect(scannerFor(secret).scan(toBytes(text))).toEqual([
        { secret: "wifi.psk", chain: [], degree: "clear", start, end: start + secret.value.length },
      ]);
    }
  });

  it("is found where an escape stands in it, from its first byte to its last", () => {
    const secret = { name: "settings.password", value: "a quite good one, this" };
    const text = `note \\n: ${secret.value.replaceAll("o", "\\u006f")} \\n`;
    const [hit] = scannerFor(secret).scan(toBytes(text));
    expect(hit).toMatchObject({ chain: ["json escapes"], degree: "encoded" });
    expect(text.slice(hit.start, hit.end)).toBe(secret.value.replaceAll("o", "\\u006f"));
  });

  it("is found in many short runs of digits at once, each in its place", () => {
    const secret = canary("wifi.psk", 1);
    const words = Array.from({ length: 60 }, (_, i) => Buffer.from(`reading number ${i}`).toString("base64"));
    words[40] = Buffer.from(secret.value).toString("base64");
    const text = words.join("\n");
    const start = text.indexOf(words[40]);
    expect(scannerFor(secret).scan(toBytes(text))).toContainEqual({
      secret: "wifi.psk",
      chain: ["base64"],
      degree: "encoded",
      start,
      end: start + words[40].length,
    });
  });

  it("stays clear inside of what leaves its bytes as they are", () => {
    const secret = canary("wifi.psk", 1);
    for (const text of [
      secret.value,
      `{"psk":"${secret.value}"}`,
      `GET / HTTP/1.1\r\nx-token: ${secret.value}\r\n\r\n`,
      `psk=${secret.value}&x=1`,
    ]) {
      expect(scannerFor(secret).scan(toBytes(text))[0]?.degree).toBe("clear");
    }
  });

  it("is not seen where it is not", () => {
    fc.assert(
      fc.property(seeds, fc.uint8Array({ maxLength: 500 }), (seed, bytes) => {
        expect(scannerFor(canary("wifi.psk", seed)).scan(bytes)).toEqual([]);
      }),
    );
  });

  it("is told apart from others", () => {
    const [ssid, psk] = [canary("wifi.ssid", 1), canary("wifi.psk", 1)];
    const hits = scannerFor(ssid, psk).scan(toBytes(`${psk.value} ${ssid.value}`));
    expect(hits.map((hit) => hit.secret).sort()).toEqual(["wifi.psk", "wifi.ssid"]);
  });

  it("is left to the twins when it is so short that it occurs by chance", () => {
    const scanner = scannerFor({ name: "settings.pin", value: "123" });
    expect(scanner.tooShort).toEqual(["settings.pin"]);
    expect(scanner.scan(toBytes("123123123"))).toEqual([]);
  });
});

describe("text with the secrets taken out", () => {
  it("has none in it any more, in no encoding", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.tuple(fc.string({ maxLength: 12 }), writerNames, fc.boolean()), { maxLength: 6 }),
        (seed, parts) => {
          const secrets = [canary("wifi.ssid", seed), canary("wifi.psk", seed)];
          const scanner = scannerFor(...secrets);
          const text = parts
            .map(([gap, name, first]) => gap + WRITERS[name](secrets[first ? 0 : 1].value))
            .join("");
          const shown = scanner.redact(`${text} ${secrets[0].value}`);
          expect(scanner.scan(toBytes(shown))).toEqual([]);
          expect(shown).toMatch(/‹wifi\.(ssid|psk)›/);
        },
      ),
    );
  });

  it("is otherwise unchanged", () => {
    const secret = canary("wifi.psk", 1);
    expect(scannerFor(secret).redact("naïve ✓ text")).toBe("naïve ✓ text");
    expect(scannerFor(secret).redact(`é${secret.value}✓${secret.value}`)).toBe("é‹wifi.psk›✓‹wifi.psk›");
  });
});

describe("bytes made to keep the scanner busy", () => {
  const SIZE = 128 * 1024;
  const cases: Readonly<Record<string, Uint8Array>> = {
    "erased flash": new Uint8Array(SIZE).fill(0xff),
    zeros: new Uint8Array(SIZE),
    letters: new Uint8Array(SIZE).fill(0x61),
    backslashes: new Uint8Array(SIZE).fill(0x5c),
    "percent signs": new Uint8Array(SIZE).fill(0x25),
    escapes: toBytes("%41".repeat(SIZE / 3)),
    brackets: toBytes("[".repeat(SIZE)),
  };
  for (const [name, bytes] of Object.entries(cases)) {
    it(`take time in proportion to their number: ${name}`, () => {
      const scanner = scannerFor(canary("wifi.psk", 1));
      const started = performance.now();
      scanner.scan(bytes);
      // Quadratic patterns take half a minute and more here.
      expect(performance.now() - started).toBeLessThan(5_000);
    });
  }
});
