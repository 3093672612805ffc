import { definePolicy } from "tightlip";

export default definePolicy({
  expected: {
    verdict: "leaks",
    findings: [{ secret: "device.code", observer: "endpoint", degree: "clear" }],
  },
});
