import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ESP_TOUCH, readLengths } from "../../../sim/pairing/esp-touch.ts";
import { IMPROV, readWifiSettings } from "../../../sim/pairing/improv.ts";
import { SOFT_AP } from "../../../sim/pairing/soft-ap.ts";
import type { Parties, WayDialogue } from "../../../sim/pairing/way.ts";
import { TRIES } from "../../soak.ts";

const PARTIES: Parties = {
  phone: Uint8Array.of(2, 0x50, 0x48, 1, 2, 3),
  device: Uint8Array.of(0x24, 0x0a, 0xc4, 1, 2, 3),
  accessPoint: {
    ssid: "",
    psk: "",
    security: "wpa2",
    signalDbm: -50,
    up: true,
    bssid: Uint8Array.of(0x50, 0xc7, 0xbf, 4, 5, 6),
  },
};
const LEGS: readonly (readonly [string, WayDialogue])[] = [
  ["SoftAP", SOFT_AP],
  ["Improv", IMPROV],
  ["ESP-Touch", ESP_TOUCH],
];

/** Names and passphrases that people choose for networks: at most 32 and 64 bytes, none for an open one. */
const textOf = (least: number, mostBytes: number) =>
  fc
    .string({ unit: "grapheme", minLength: least, maxLength: mostBytes })
    .filter((text) => !text.includes("\0") && new TextEncoder().encode(text).length <= mostBytes);
const network = fc.record({ ssid: textOf(1, 32), psk: textOf(0, 64) });

describe.each(LEGS)("%s", (_, leg) => {
  it("brings any name and passphrase over as they are", () => {
    fc.assert(
      fc.property(network, (given) => {
        expect(leg.heard(leg.handOver(given, PARTIES))).toEqual(given);
      }),
      { numRuns: Math.min(TRIES, 100) },
    );
  });

  it("is not understood while what carries them has not been said", () => {
    const said = leg.handOver({ ssid: "mill house", psk: "eleven herons" }, PARTIES);
    expect(leg.heard([])).toBeNull();
    expect(leg.heard(said.slice(0, 1))).toBeNull();
  });
});

describe("an Improv packet", () => {
  const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  /** "IMPROV", version 1, type 3, command 1, "MyWirelessAP" and "mysecurepassword". */
  const PACKET = hex(
    "494d50524f5601" +
      "03" +
      "20" +
      "011e" +
      "0c4d79576972656c6573734150" +
      "106d7973656375726570617373776f7264" +
      "c1",
  );

  it("is as the protocol's page lays it out", () => {
    expect(readWifiSettings(PACKET)).toEqual({ ssid: "MyWirelessAP", psk: "mysecurepassword" });
    const [, command] = IMPROV.handOver({ ssid: "MyWirelessAP", psk: "mysecurepassword" }, PARTIES);
    expect(command.payload).toEqual(PACKET);
  });

  it("that was changed, cut or made up is refused", () => {
    const anywhere = fc.nat(PACKET.length - 1);
    fc.assert(
      fc.property(anywhere, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = PACKET.slice();
        changed[at] ^= change;
        expect(readWifiSettings(changed)).toBeNull();
        expect(readWifiSettings(PACKET.slice(0, at))).toBeNull();
      }),
      { numRuns: Math.min(TRIES, 200) },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(readWifiSettings(bytes)).toBeNull();
      }),
    );
  });
});

describe("ESP-Touch's lengths", () => {
  const given = { ssid: "mill house", psk: "eleven herons" };
  const sizes = ESP_TOUCH.handOver(given, PARTIES).map(({ sizeBytes }) => sizeBytes);

  it("begin with the guide code, and say the first byte in the three that follow", () => {
    const lengths = sizes.map((size) => size - (sizes[0] - 515));
    expect(lengths.slice(0, 4)).toEqual([515, 514, 513, 512]);
    // 9 + 13 + 10 bytes is 0x20; the checksum of (0x20, index 0) is 0xc1.
    expect(lengths.slice(4, 7)).toEqual([40 + 0xc2, 40 + 0x100, 40 + 0x10]);
  });

  it("are understood whatever headers add to them, in a stream of other packets before, and with some missed", () => {
    expect(readLengths([1500, 60, ...sizes.map((size) => size + 17)])).toEqual(given);
    const missed = sizes.filter((_, i) => i < 4 || i % 37 !== 0);
    expect(readLengths(missed)).toEqual(given);
  });

  it("are not made of what was changed so that checksums do not fit, nor of anything at all", () => {
    expect(readLengths(sizes.map((size, i) => (i < 4 ? size : size ^ 1)))).toBeNull();
    expect(readLengths(sizes.slice(4))).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_600 }), { maxLength: 600 }), (anything) => {
        expect(readLengths(anything)).toBeNull();
      }),
    );
  });
});
