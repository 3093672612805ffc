import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.ssid", observer: "endpoint", degree: "derived" },
      { secret: "wifi.psk", observer: "endpoint", degree: "derived" },
    ],
  },
});
