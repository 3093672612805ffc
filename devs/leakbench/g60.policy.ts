import { definePolicy } from "tightlip";

export default definePolicy({
  // The value is in the source: no setting holds it, but a policy has to name one.
  secrets: [{ name: "literal.devs/leakbench/g60.ts:5", setting: "in_source", optional: true }],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "literal.devs/leakbench/g60.ts:5", observer: "flash", degree: "clear" },
      { secret: "literal.devs/leakbench/g60.ts:5", observer: "endpoint", degree: "clear" },
      { secret: "literal.devs/leakbench/g60.ts:5", observer: "cable", degree: "clear" },
    ],
  },
});
