import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.api_key"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.api_key", observer: "cable", degree: "clear" }],
  },
});
