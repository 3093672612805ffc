import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.api_keys"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.api_keys", observer: "endpoint", degree: "clear" }],
  },
});
