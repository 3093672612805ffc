import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "bystander", degree: "clear" },
      { secret: "wifi.ssid", observer: "bus", degree: "clear" },
      { secret: "wifi.ssid", observer: "cable", degree: "clear" },
    ],
  },
});
