import { definePolicy, scenario } from "tightlip";
import purifier from "./main.policy.ts";

const USAGE = "usage.purifier.example";
const UPDATES = "updates.purifier.example";

export default definePolicy({
  ...purifier,
  // Faults are tried in shorter scenarios.
  safety: [],
  scenarios: [
    scenario("a day and a night")
      .trouble(UPDATES, "silent")
      .provision()
      .wait("1h")
      .press("switch")
      .set("airQualityIndex", 140)
      .wait("3h")
      .trouble(UPDATES, null)
      .loseWifi("20m")
      .wait("1h")
      .trouble(USAGE, "silent")
      .wait("2h")
      .trouble(USAGE, "bad-certificate")
      .wait("2h")
      .trouble(USAGE, null)
      .press("switch")
      .wait("2h")
      .press("switch")
      .cutPower({ for: "10m" })
      .wait("5h")
      .set("airQualityIndex", 20)
      .brownOut(3, "20s")
      .wait("4h")
      .update()
      .wait("3h")
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
  // A day takes long: one pair of values will do.
  pairs: ["different"],
});
