import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.kennwort"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.kennwort", observer: "endpoint", degree: "clear" }],
  },
});
