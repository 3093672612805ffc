import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canary } from "../../../src/judge/policy/secret.ts";
import { MAX_UNPACKED_BYTES } from "../../../src/judge/search/compressed.ts";
import { Scanner } from "../../../src/judge/search/scan.ts";
import { OVERLAP_BYTES, WINDOW_BYTES } from "../../../src/judge/search/scan-stream.ts";
import { TRIES } from "../../soak.ts";

const secret = canary("wifi.psk", 1);
const scanner = new Scanner([secret]);
const value = Buffer.from(secret.value);

describe("a stream that is scanned", () => {
  it("shows the same, wherever it is cut", () => {
    const forms = [value, Buffer.from(value.toString("base64")), Buffer.from(value.toString("hex"))];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...forms)), { maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
        (parts, cuts) => {
          const bytes = Buffer.concat(parts.flat());
          const stream = scanner.stream();
          const hits = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = cuts[i % cuts.length];
            hits.push(...stream.push(bytes.subarray(at, at + size)));
            at += size;
          }
          const found = [...hits, ...stream.end()].map(({ around: _, ...hit }) => hit);
          expect(found).toEqual(scanner.scan(bytes));
        },
      ),
      { numRuns: TRIES / 20 },
    );
  });

  it.each([
    ["at the end of a window", WINDOW_BYTES - value.length / 2],
    ["where the next window begins", WINDOW_BYTES - OVERLAP_BYTES],
    ["windows later", 5 * (WINDOW_BYTES - OVERLAP_BYTES) - 3],
  ])("shows a secret once, with its place: %s", (_, place) => {
    const at = Math.floor(place);
    const bytes = new Uint8Array(6 * WINDOW_BYTES).fill(0xff);
    bytes.set(value, at);
    const stream = scanner.stream();
    const hits = [...stream.push(bytes), ...stream.end()];
    expect(hits.map(({ start, end, degree }) => ({ start, end, degree }))).toEqual([
      { start: at, end: at + value.length, degree: "clear" },
    ]);
  });

  it("takes no more memory the longer it is", () => {
    const stream = scanner.stream();
    const piece = new Uint8Array(WINDOW_BYTES / 2);
    const held = Array.from({ length: 12 }, () => {
      stream.push(piece);
      return stream.heldBytes;
    });
    expect(Math.max(...held)).toBe(WINDOW_BYTES);
  });
});

describe("an archive bomb", () => {
  const zeros = new Uint8Array(16 * MAX_UNPACKED_BYTES);

  it("is unpacked as far as the bound: what comes before it is found, what comes after is not", () => {
    const before = gzipSync(Buffer.concat([value, zeros]), { level: 9 });
    const after = gzipSync(Buffer.concat([zeros, value]), { level: 9 });
    expect(scanner.scan(before).map((hit) => hit.chain)).toEqual([["gzip"]]);
    expect(scanner.scan(after)).toEqual([]);
  });

  it("in an archive in an archive does not hide what stands beside it", () => {
    const bomb = gzipSync(gzipSync(gzipSync(zeros, { level: 9 }), { level: 9 }));
    const hits = scanner.scan(Buffer.concat([value, bomb, ...Array.from({ length: 50 }, () => bomb)]));
    expect(hits.map((hit) => hit.degree)).toEqual(["clear"]);
  });
});

describe("secrets that are contained in each other", () => {
  const inner = { name: "settings.pin", value: secret.value.slice(2, 12) };

  it("are both found in the longer one, and only the shorter one in itself", () => {
    const both = new Scanner([secret, inner]);
    expect(
      both
        .scan(value)
        .map((hit) => hit.secret)
        .sort(),
    ).toEqual(["settings.pin", "wifi.psk"]);
    expect(both.scan(Buffer.from(inner.value)).map((hit) => hit.secret)).toEqual(["settings.pin"]);
  });

  it("leave nothing of each other when they are taken out", () => {
    const both = new Scanner([inner, secret]);
    expect(both.redact(`${secret.value} ${inner.value}`)).not.toContain(secret.value.slice(0, 4));
  });
});
