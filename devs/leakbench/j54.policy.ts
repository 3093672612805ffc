import { definePolicy } from "tightlip";

// Only other values of settings that are no credentials show it, and no step sets them.
export default definePolicy({
  secrets: ["settings.token"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
