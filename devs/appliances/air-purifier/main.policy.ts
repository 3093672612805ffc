import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", "settings.cloud_token"],
  scenarios: [
    scenario("a morning")
      .provision()
      .wait("20s")
      .press("switch")
      .set("airQualityIndex", 140)
      .press("button", "100ms")
      .wait("5s")
      .press("button", "100ms")
      .wait("20s")
      .press("button", "6s")
      .wait("20s"),
    scenario("a bad morning")
      .trouble("updates.purifier.example", "bad-certificate")
      .provision()
      .wait("20s")
      .loseWifi("10s")
      .wait("20s")
      .trouble("updates.purifier.example", null)
      .cutPower({ for: "2s" })
      .wait("20s")
      .update()
      .wait("20s")
      .factoryReset()
      .wait("20s"),
  ],
  safety: [
    {
      actuator: "motor",
      offWithin: "5s",
      offFor: "4s",
      of: ["reset", "cutPower", "brownOut", "update"],
    },
    { actuator: "motor", offWithin: "40s", of: ["unplug airQualityIndex", "factoryReset"] },
  ],
  servers: { "updates.purifier.example": () => ({ status: 200, body: '{"version":"1.5.0"}' }) },
  releases: [
    {
      name: "the token is how the cloud knows the purifier",
      secret: "settings.cloud_token",
      observer: "endpoint",
      channel: "http",
      to: "updates.purifier.example:443",
      field: "authorization",
      why: "Updates are for purifiers of this maker: the cloud that gave the token asks for it, in this header only.",
    },
  ],
  pairs: ["different", "longer"],
  expected: { verdict: "keeps" },
});
