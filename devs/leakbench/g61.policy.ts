import { definePolicy } from "tightlip";

export default definePolicy({
  // The value is in the source: no setting holds it, but a policy has to name one.
  secrets: [{ name: "literal.devs/leakbench/g61.ts:4", setting: "in_source", optional: true }],
  releases: [
    {
      name: "the maker's passphrase to the WiFi service",
      secret: "literal.devs/leakbench/g61.ts:4",
      observer: "cable",
      why: "the board's WiFi service is handed it by a frame",
      channel: "frame",
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "literal.devs/leakbench/g61.ts:4", observer: "flash", degree: "clear" }],
  },
});
