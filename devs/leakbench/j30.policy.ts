import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "four days later",
      steps: [
        { do: "wait", for: "10s" },
        { do: "jumpClock", by: "96h" },
        { do: "wait", for: "40s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
