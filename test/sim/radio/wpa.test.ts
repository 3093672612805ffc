import { describe, expect, it } from "vitest";
import {
  confirmationKey,
  handshakeMessage,
  pairwiseMasterKey,
  probeRequest,
} from "../../../sim/radio/wpa.ts";
import { fromHex, toHex } from "../../../sim/tape/bytes.ts";
import { nodeCrypto } from "../../../src/world-crypto.ts";

describe("joining a WiFi network", () => {
  // IEEE Std 802.11-2020, J.4.2 "Test vectors" (passphrase to PSK mapping).
  it.each([
    ["IEEE", "password", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"],
    ["ThisIsASSID", "ThisIsAPassword", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"],
    ["Z".repeat(32), "a".repeat(32), "becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62"],
  ])("derives the standard's master key for network %s", (ssid, psk, expected) => {
    expect(toHex(pairwiseMasterKey({ ssid, psk }, nodeCrypto))).toBe(expected);
  });

  it("takes a key in hexadecimal as it is", () => {
    const key = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

    expect(toHex(pairwiseMasterKey({ ssid: "any", psk: key }, nodeCrypto))).toBe(key.toLowerCase());
  });

  // The example of hash mode 22000 (WPA*02) on hashcat.net/wiki: a captured handshake, passphrase "hashcat!".
  const captured = {
    network: { ssid: "TP-LINK_HASHCAT_TEST", psk: "hashcat!" },
    link: { accessPoint: fromHex("6466b38ec3fc"), station: fromHex("225edc49b7aa") },
    accessPointNonce: fromHex("10e3be3b005a629e89de088d6a2fdc489db83ad4764f2d186b9cde15446e972e"),
    mic: "024022795224bffca545276c3762686f",
    eapol:
      "0103007502010a0000000000000000000148ce2ccba9c1fda130ff2fbbfb4fd3b063d1a93920b0f7df54a5cbf787b16171" +
      "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
      "001630140100000fac040100000fac040100000fac028000",
  };
  const stationNonce = fromHex(captured.eapol).slice(17, 49);
  const key = (psk: string) =>
    confirmationKey(
      pairwiseMasterKey({ ...captured.network, psk }, nodeCrypto),
      captured.link,
      { accessPoint: captured.accessPointNonce, station: stationNonce },
      nodeCrypto,
    );

  it("confirms a published handshake with the code that was captured with it", () => {
    const mic = nodeCrypto.hmacSha1(key("hashcat!"), fromHex(captured.eapol)).slice(0, 16);

    expect(toHex(mic)).toBe(captured.mic);
  });

  it("does not confirm it with another passphrase", () => {
    const mic = nodeCrypto.hmacSha1(key("hashcat?"), fromHex(captured.eapol)).slice(0, 16);

    expect(toHex(mic)).not.toBe(captured.mic);
  });

  it("writes the second message as a real station does", () => {
    const frame = handshakeMessage(captured.link, 2, stationNonce, {
      key: key("hashcat!"),
      crypto: nodeCrypto,
    });
    const eapol = frame.slice(frame.length - fromHex(captured.eapol).length);

    // Without the code, and without the two bytes in which that station names its own capabilities.
    const withoutCode = eapol.slice().fill(0, 81, 97);
    expect(toHex(withoutCode.slice(0, -2))).toBe(captured.eapol.slice(0, -4));
    expect(toHex(eapol.slice(81, 97))).toBe(
      toHex(nodeCrypto.hmacSha1(key("hashcat!"), withoutCode).slice(0, 16)),
    );
  });

  it("shows a network's name in the clear, of at most 32 bytes", () => {
    const frame = probeRequest(captured.link, "x".repeat(40));

    expect(Buffer.from(frame).includes(Buffer.from([0, 32, ...Array(32).fill(0x78), 1]))).toBe(true);
  });
});
