import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  scenarios: [
    scenario("two cleanings").provision().wait("10s").press("button").wait("1m").press("button").wait("1m"),
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.ssid", observer: "endpoint", degree: "derived" }],
  },
});
