import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [scenario("paired by way of the cloud").provision({ by: "cloud" }).wait("12s")],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "endpoint", degree: "clear" },
      { secret: "wifi.psk", observer: "endpoint", degree: "clear" },
    ],
  },
});
