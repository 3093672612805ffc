import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["wifi.psk", "settings.token"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "wifi.psk", observer: "endpoint", degree: "derived" },
      { secret: "settings.token", observer: "endpoint", degree: "derived" },
    ],
  },
});
