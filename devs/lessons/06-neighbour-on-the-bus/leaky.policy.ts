import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "10s",
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
