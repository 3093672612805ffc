import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.ssid", "wifi.psk"],
  for: "2m",
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "endpoint", degree: "derived" }],
  },
});
