import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [{ secret: "wifi.psk", observer: "cable", degree: "derived" }],
  },
});
