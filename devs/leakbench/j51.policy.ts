import { definePolicy } from "tightlip";

// Only boards with other identifiers show it.
export default definePolicy({
  secrets: ["settings.token"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
