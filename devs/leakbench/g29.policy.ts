import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  expected: {
    verdict: "leaks",
    findings: [
      { secret: "settings.token", observer: "endpoint", degree: "implicit" },
      { secret: "settings.token", observer: "network", degree: "implicit" },
      { secret: "settings.token", observer: "cable", degree: "derived" },
    ],
  },
});
