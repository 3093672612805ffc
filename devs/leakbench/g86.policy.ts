import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.pin", observer: "cable", degree: "derived" }],
  },
});
