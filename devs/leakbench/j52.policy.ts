import { definePolicy } from "tightlip";

// Only a place with many networks shows it, and no step puts the device there.
export default definePolicy({
  secrets: ["settings.token"],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
