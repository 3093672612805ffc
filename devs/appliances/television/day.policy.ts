import { definePolicy, scenario } from "tightlip";
import television from "./main.policy.ts";

const GUIDE = "guide.tv.example";

export default definePolicy({
  ...television,
  scenarios: [
    scenario("a day and a night")
      .provision()
      .wait("1h")
      .press("button", "100ms")
      .wait("10s")
      .press("matrixKeypad", "100ms")
      .wait("5h")
      .loseWifi("20m")
      .wait("1h")
      .trouble(GUIDE, "silent")
      .wait("2h")
      .trouble(GUIDE, "lying-chunks")
      .wait("2h")
      .trouble(GUIDE, null)
      .wait("2h")
      .press("button", "100ms")
      .wait("1h")
      .cutPower({ for: "10m" })
      .wait("4h")
      .brownOut(3, "20s")
      .wait("3h")
      .update()
      .wait("2h")
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
  // A day takes long: one pair of values will do.
  pairs: ["different"],
});
