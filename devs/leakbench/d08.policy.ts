import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "implicit", bits: 1 },
      { secret: "wifi.psk", observer: "network", degree: "implicit", bits: 1 },
    ],
  },
});
