import { definePolicy, scenario } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  judge: "home",
  for: "12s",
  scenarios: [scenario("paired at the serial port").provision({ by: "serial" }).wait("12s")],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "cable", degree: "clear" },
      { secret: "wifi.psk", observer: "cable", degree: "clear" },
    ],
  },
});
