import { describe, expect, it } from "vitest";
import { makeOffer, newBoardSecrets, newOwnerKey } from "../../src/provision/offer.ts";

/** Version, no owner, challenge. */
const STATE = Uint8Array.of(2, 0, ...new Uint8Array(16).fill(7));
const OFFER = {
  code: "0123456789ABCDEF",
  ownerKey: newOwnerKey(),
  device: "0f2127965e836a61",
  state: STATE,
  network: { ssid: "Lighthouse-5G", psk: "keeper-of-the-light" },
};

describe("an offer of a network to an appliance", () => {
  it("has one size whatever is in it, and is never the same twice", () => {
    const offers = [
      makeOffer(OFFER),
      makeOffer(OFFER),
      makeOffer({ ...OFFER, network: null }),
      makeOffer({ ...OFFER, network: { ssid: "n".repeat(32), psk: "p".repeat(64) } }),
      makeOffer({ ...OFFER, network: { ssid: "open", psk: "" } }),
      makeOffer({ ...OFFER, code: undefined }),
    ].map(({ blob }) => blob);
    expect(offers.map((blob) => blob.length)).toEqual(Array(6).fill(198));
    expect(new Set(offers.map((blob) => Buffer.from(blob).toString("hex"))).size).toBe(6);
  });

  it("takes the code as people type it", () => {
    for (const code of ["0123-4567-89ab-cdef", "o123 4567 89AB CDEF", "0L23456789ABCDEF", "0i23456789ABCDEF"])
      expect(() => makeOffer({ ...OFFER, code })).not.toThrow();
  });

  it.each([
    ["a short code", { code: "0123" }, /code has 16/],
    ["a code with a U", { code: "0123456789ABCDEU" }, /none of them U/],
    ["no code", { code: "" }, /code has 16/],
    ["another identifier", { device: "kettle" }, /16 hexadecimal/],
    ["a short owner key", { ownerKey: new Uint8Array(31) }, /owner key has 32/],
    [
      "the state of an old appliance, a counter",
      { state: Uint8Array.of(1, 0, 0, 0) },
      /not one of version 2/,
    ],
    ["no state", { state: new Uint8Array() }, /not one of version 2/],
    ["half a state", { state: STATE.subarray(0, 17) }, /not one of version 2/],
    ["a newer appliance", { state: Uint8Array.of(3, 0) }, /takes version 3/],
    ["a name of 33 bytes", { network: { ssid: `${"ü".repeat(16)}x`, psk: "" } }, /1 to 32 bytes/],
    ["no name", { network: { ssid: "", psk: "12345678" } }, /1 to 32 bytes/],
    ["a passphrase of 65 bytes", { network: { ssid: "home", psk: "s".repeat(65) } }, /at most 64/],
  ])("is refused for %s, in words that say nothing of the rest", (_title, change, message) => {
    const offer = { ...OFFER, ...change };
    expect(() => makeOffer(offer)).toThrow(message);
    try {
      makeOffer(offer);
    } catch (error) {
      const { message: words } = error as Error;
      for (const value of [offer.code, offer.network.ssid, offer.network.psk])
        if (value.length > 0) expect(words).not.toContain(value);
    }
  });
});

it("each board is made with a key and a code of its own", () => {
  const [one, other] = [newBoardSecrets(), newBoardSecrets()];

  expect(one["tightlip.key"]).toMatch(/^[0-9a-f]{64}$/);
  expect(one["tightlip.code"]).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(one["tightlip.key"]).not.toBe(other["tightlip.key"]);
  expect(one["tightlip.code"]).not.toBe(other["tightlip.code"]);
  expect(() => makeOffer({ ...OFFER, code: one["tightlip.code"] })).not.toThrow();
});
