import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "bystander", degree: "implicit" },
      { secret: "wifi.psk", observer: "bus", degree: "implicit" },
      { secret: "wifi.psk", observer: "cable", degree: "implicit" },
    ],
  },
});
