import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "18s",
  without: ["platform/store"],
  // Whoever buys it reads the flash: that is looked at when the run is over.
  scenarios: [scenario("sold").provision().wait("5s").press("button", "6s").wait("12s")],
  expected: { verdict: "keeps" },
});
