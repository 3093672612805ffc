import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "bus", degree: "derived" },
      { secret: "wifi.psk", observer: "cable", degree: "derived" },
    ],
  },
});
