import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "26s",
  without: ["platform/store"],
  scenarios: [scenario("sold").provision().wait("5s").press("button", "6s").wait("15s").handOver()],
  expected: { verdict: "keeps" },
});
