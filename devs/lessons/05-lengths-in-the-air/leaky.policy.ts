import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  for: "10s",
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "derived" },
      { secret: "wifi.psk", observer: "network", degree: "implicit" },
    ],
  },
});
