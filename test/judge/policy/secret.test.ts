import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../../src/judge/checksum.ts";
import { canary, fingerprint, givenSecret, sample, variant } from "../../../src/judge/policy/secret.ts";

const NAMES = ["wifi.ssid", "wifi.psk", "settings.token", "settings.pin", "settings.apiKey"];
const seeds = fc.nat({ max: 1_000_000 });
const names = fc.constantFrom(...NAMES);
const bytes = (text: string) => new TextEncoder().encode(text);

function given(value: string) {
  return givenSecret({ name: "settings.token", value, setting: "token" });
}

describe("a secret's made-up value", () => {
  it("is the same for the same name and seed, and another one otherwise", () => {
    fc.assert(
      fc.property(names, seeds, (name, seed) => {
        expect(canary(name, seed)).toEqual(canary(name, seed));
        expect(canary(name, seed).value).not.toBe(canary(name, seed + 1).value);
        expect(canary(name, seed).value).not.toBe(canary(`${name}2`, seed).value);
      }),
    );
  });

  it("is one that an access point would take", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(canary("wifi.ssid", seed).value.length).toBeLessThanOrEqual(32);
        expect(canary("wifi.psk", seed).value).toMatch(/^[\x20-\x7e]{8,63}$/);
      }),
    );
  });

  it("is a number where the name says so", () => {
    expect(canary("settings.pin", 1).value).toMatch(/^\d+$/);
    expect(canary("settings.wifi_pin2", 1).value).toMatch(/^\d+$/);
    expect(canary("settings.spinner", 1).value).toMatch(/^[A-Za-z]/);
  });

  it("has a fingerprint that tells seeds and names apart, and says nothing of a value of the user's own", () => {
    expect(fingerprint(canary("wifi.psk", 1), 1)).not.toBe(fingerprint(canary("wifi.psk", 2), 2));
    expect(fingerprint(canary("wifi.psk", 1), 1)).not.toBe(fingerprint(canary("wifi.ssid", 1), 1));
    expect(fingerprint(given("s3same"), 1)).toBeNull();
  });
});

describe("the value in a twin's world", () => {
  it("has the same length and differs in every byte", () => {
    fc.assert(
      fc.property(names, seeds, (name, seed) => {
        const secret = canary(name, seed);
        const a = bytes(secret.value);
        const b = bytes(variant(secret, "different", seed)!);
        expect(b).toHaveLength(a.length);
        expect(a.every((byte, i) => byte !== b[i])).toBe(true);
      }),
    );
  });

  it("is a letter where the other has a digit, so that a look at one character shows", () => {
    const secret = canary("wifi.psk", 1);
    const kinds = (text: string) => Array.from(text, (c) => /\d/.test(c));
    expect(kinds(variant(secret, "different", 1)!)).toEqual(kinds(secret.value).map((digit) => !digit));
  });

  it("can be longer, one bit apart, an anagram, or alike in its first half", () => {
    const secret = canary("wifi.psk", 3);
    const { value } = secret;
    const half = value.length / 2;
    expect(variant(secret, "longer", 3)!.length).toBe(value.length + 3);
    const oneBit = bytes(variant(secret, "one bit", 3)!);
    expect(bytes(value).map((byte, i) => byte ^ oneBit[i])).toEqual(
      Uint8Array.from({ length: value.length }, (_, i) => (i === value.length - 1 ? 1 : 0)),
    );
    expect(Array.from(variant(secret, "anagram", 3)!).sort()).toEqual(Array.from(value).sort());
    expect(variant(secret, "shared prefix", 3)!.slice(0, half)).toBe(value.slice(0, half));
    expect(variant(secret, "shared prefix", 3)!.slice(half)).not.toBe(value.slice(half));
  });

  it("can have the same CRC-32, so that a firmware that sends only the checksum looks the same", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const secret = canary("wifi.psk", seed);
        const other = variant(secret, "equal crc32", seed)!;
        expect(other).not.toBe(secret.value);
        expect(other).toHaveLength(secret.value.length);
        expect(crc32(bytes(other))).toBe(crc32(bytes(secret.value)));
      }),
      { numRuns: 30 },
    );
  });

  it("keeps the length in bytes of a value of the user's own, whatever its alphabet", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), seeds, (value, seed) => {
        const secret = given(value);
        const other = variant(secret, "different", seed)!;
        expect(bytes(other)).toHaveLength(bytes(value).length);
        expect(Array.from(other).some((c, i) => c === Array.from(value)[i])).toBe(false);
        expect(bytes(sample(secret, 0, seed))).toHaveLength(bytes(value).length);
      }),
    );
  });
});

it("crc32 gives the check value of its catalogue entry", () => {
  expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
});
