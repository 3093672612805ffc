import { definePolicy, scenario } from "tightlip";
import kettle from "./main.policy.ts";

const CLOUD = "telemetry.kettle.example";

export default definePolicy({
  ...kettle,
  // Faults are tried in shorter scenarios.
  safety: [],
  scenarios: [
    scenario("a day and a night")
      .provision()
      .wait("1h")
      .press("button", "100ms")
      .wait("4m")
      .set("temperature", 99)
      .wait("3h")
      .loseWifi("20m")
      .wait("1h")
      .trouble(CLOUD, "silent")
      .wait("1h")
      .trouble(CLOUD, "bad-certificate")
      .wait("1h")
      .trouble(CLOUD, null)
      .wait("3h")
      .press("button", "100ms")
      .cutPower({ for: "10m" })
      .wait("6h")
      .brownOut(3, "20s")
      .wait("4h")
      .update()
      .wait("4h")
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
  // A day takes long: one pair of values will do.
  pairs: ["different"],
});
