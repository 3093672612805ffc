import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  scenarios: [
    scenario("a morning")
      .provision()
      .wait("30s")
      .press("button", "100ms")
      .wait("20s")
      .set("temperature", 99)
      .wait("20s"),
    scenario("a bad day")
      .provision()
      .wait("20s")
      .press("button", "100ms")
      .loseWifi("10s")
      .wait("30s")
      .trouble("telemetry.kettle.example", "silent")
      .wait("40s")
      .trouble("telemetry.kettle.example", null)
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
      offWithin: "8s",
      of: [
        ...["reset", "cutPower", "brownOut", "update", "factoryReset"],
        ...["unplug temperature", "set temperature 98", "set temperature 110", "set temperature -40"],
      ],
    },
    { actuator: "relay", offWithin: "302s", of: ["on", "stick temperature"] },
  ],
  expected: { verdict: "keeps" },
});
