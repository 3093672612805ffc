import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [scenario("paired by a hub on the bus").provision({ by: "bus" }).wait("12s")],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "bus", degree: "clear" },
      { secret: "wifi.psk", observer: "bus", degree: "clear" },
      { secret: "wifi.ssid", observer: "cable", degree: "clear" },
      { secret: "wifi.psk", observer: "cable", degree: "clear" },
    ],
  },
});
