import { definePolicy, scenario } from "tightlip";
import conditioner from "./main.policy.ts";

const CLOUD = "api.aircon.example";

export default definePolicy({
  ...conditioner,
  // Faults are tried in shorter scenarios.
  safety: [],
  scenarios: [
    scenario("a day and a night")
      .provision()
      .wait("1h")
      .set("temperature", 29)
      .wait("3h")
      .loseWifi("20m")
      .wait("1h")
      .trouble(CLOUD, "silent")
      .wait("1h")
      .trouble(CLOUD, "garbage")
      .wait("1h")
      .trouble(CLOUD, null)
      .wait("2h")
      .set("temperature", 19)
      .cutPower({ for: "10m" })
      .wait("6h")
      .press("button", "100ms")
      .brownOut(3, "20s")
      .wait("4h")
      .update()
      .wait("4h")
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
});
