import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  without: ["platform/store"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "flash", degree: "clear" },
      { secret: "wifi.ssid", observer: "flash", degree: "clear" },
    ],
  },
});
