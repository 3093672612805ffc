import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.login"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.login", observer: "endpoint", degree: "clear" }],
  },
});
