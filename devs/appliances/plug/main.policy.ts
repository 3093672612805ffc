import { definePolicy, scenario } from "tightlip";

const BROKER = "mqtt.plug.example";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk", "settings.mqtt_pass"],
  scenarios: [
    scenario("an evening")
      .provision()
      .wait("20s")
      .publish("plug/set", "on 1")
      .wait("70s")
      .press("button", "100ms")
      .wait("10s")
      .press("button", "6s")
      .wait("20s"),
    scenario("a bad evening")
      .provision()
      .wait("20s")
      .trouble(BROKER, "resets")
      .loseWifi("10s")
      .wait("30s")
      .trouble(BROKER, null)
      .wait("20s")
      .cutPower({ for: "2s" })
      .wait("30s")
      .update()
      .wait("20s")
      .factoryReset()
      .wait("20s"),
  ],
  safety: [
    {
      actuator: "relay",
      offWithin: "10s",
      of: [
        ...["reset", "cutPower", "brownOut", "update", "factoryReset"],
        ...["unplug dcCurrentMeasurement", "set dcCurrentMeasurement 3.1"],
      ],
    },
  ],
  releases: [
    {
      name: "the password is how the broker knows the plug",
      secret: "settings.mqtt_pass",
      observer: "endpoint",
      channel: "mqtt",
      to: `${BROKER}:8883`,
      computes: (password) => [password],
      why: "MQTT 3.1.1 has no other way to sign in; the packet is CONNECT, inside TLS, to this broker only.",
    },
  ],
  pairs: ["different", "longer"],
  expected: { verdict: "keeps" },
});
