import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "26s",
  scenarios: [scenario("sold").provision().wait("5s").press("button", "6s").wait("15s").handOver()],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "flash", degree: "clear" },
      { secret: "wifi.psk", observer: "flash", degree: "clear" },
    ],
  },
});
