import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.cloud.account.password", observer: "cable", degree: "derived" }],
  },
});
