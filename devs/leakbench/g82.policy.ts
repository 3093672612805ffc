import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "implicit" },
      { secret: "wifi.psk", observer: "network", degree: "implicit" },
      { secret: "wifi.psk", observer: "cable", degree: "implicit" },
    ],
  },
});
