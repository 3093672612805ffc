import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.config.token"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.config.token", observer: "endpoint", degree: "clear" }],
  },
});
