import { definePolicy, scenario } from "tightlip";
import plug from "./main.policy.ts";

const BROKER = "mqtt.plug.example";

export default definePolicy({
  ...plug,
  // Faults are tried in shorter scenarios.
  safety: [],
  scenarios: [
    scenario("a day and a night")
      .provision()
      .wait("2h")
      .publish("plug/set", "on 30")
      .wait("3h")
      .loseWifi("20m")
      .wait("1h")
      .trouble(BROKER, "silent")
      .wait("2h")
      .trouble(BROKER, null)
      .wait("1h")
      .cutPower({ for: "10m" })
      .wait("4h")
      .press("button", "100ms")
      .set("dcCurrentMeasurement", 3.1)
      .wait("3h")
      .trouble(BROKER, "resets")
      .wait("1h")
      .trouble(BROKER, null)
      .brownOut(3, "20s")
      .wait("3h")
      .update()
      .wait("3h")
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
  // A day takes long: one pair of values will do.
  pairs: ["different"],
});
