import { createHmac } from "node:crypto";
import { definePolicy, scenario } from "tightlip";

const CLOUD = "api.aircon.example";

/** Proofs made with the key for all nonces that the cloud sent so far: HMAC-SHA256, in hexadecimal. */
function proofs(key: string, received: readonly Uint8Array[]): string[] {
  const texts = received.map((bytes) => new TextDecoder("latin1").decode(bytes));
  const nonces = texts.flatMap((text) => text.match(/(?<="nonce":")\w+/g) ?? []);
  return nonces.map((nonce) => createHmac("sha256", key).update(nonce).digest("hex"));
}

/** Hot for long enough that the conditioner looks, and cools. */
const heatwave = scenario("a heatwave").provision().wait("20s").set("temperature", 29).wait("6m");

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", { name: "settings.device_key", kind: "hex-key" }],
  scenarios: [
    scenario("a hot day")
      .provision()
      .wait("20s")
      .set("temperature", 29)
      .press("button", "100ms")
      .wait("5s")
      .press("button", "100ms")
      .wait("20s")
      .press("button", "6s")
      .wait("20s"),
    scenario("a bad day")
      .provision()
      .wait("20s")
      .trouble(CLOUD, "resets")
      .loseWifi("10s")
      .wait("20s")
      .trouble(CLOUD, null)
      .cutPower({ for: "2s" })
      .wait("20s")
      .update()
      .wait("20s")
      .factoryReset()
      .wait("20s"),
  ],
  safety: [
    {
      actuator: "relay",
      offWithin: "5s",
      // A compressor that starts against the pressure of the run before breaks.
      offFor: "170s",
      of: ["reset", "cutPower", "brownOut", "update"],
      scenario: heatwave,
    },
    {
      actuator: "relay",
      offWithin: "15s",
      of: ["unplug temperature", "set temperature 0", "set temperature 70", "factoryReset"],
      scenario: heatwave,
    },
  ],
  servers: {
    [CLOUD]: (_request, visit) => ({
      status: 200,
      body: JSON.stringify({ nonce: `n${visit.number}`, target: 20 + (visit.number % 3), version: "2.1.4" }),
    }),
  },
  releases: [
    {
      name: "the proof is how the cloud knows the conditioner",
      secret: "settings.device_key",
      observer: "endpoint",
      channel: "http",
      to: `${CLOUD}:443`,
      computes: proofs,
      why: "HMAC-SHA256 of what the cloud asked with: it tells who knows the key that this is the device, and nobody the key.",
    },
  ],
  pairs: ["different"],
  expected: { verdict: "keeps" },
});
