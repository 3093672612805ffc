import { definePolicy, guess, scenario } from "tightlip";
import lock from "./main.policy.ts";

const CLOUD = "visits.lock.example";

export default definePolicy({
  ...lock,
  // Faults are tried in shorter scenarios.
  safety: [],
  scenarios: [
    scenario("a day and a night")
      .provision()
      .wait("1h")
      .press("button", "100ms")
      .wait("2h")
      .call("doorLock", "unlock", guess("settings.pin", { sharing: 3 }))
      .wait("2h")
      .loseWifi("20m")
      .wait("1h")
      .trouble(CLOUD, "silent")
      .wait("2h")
      .trouble(CLOUD, "resets")
      .wait("1h")
      .trouble(CLOUD, null)
      .wait("2h")
      .cutPower({ for: "10m" })
      .wait("5h")
      .call("doorLock", "unlock", "0000000000")
      .brownOut(3, "20s")
      .wait("3h")
      .update()
      .wait("4h")
      .call("doorLock", "unlock", guess("settings.pin", { sharing: 5 }))
      .factoryReset()
      .wait("1h")
      .handOver(),
  ],
  // A day takes long: one pair of values will do.
  pairs: ["different"],
});
