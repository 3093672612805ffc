import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  for: "25h",
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
