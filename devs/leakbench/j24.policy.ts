import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a long outage",
      steps: [
        { do: "wait", for: "10s" },
        { do: "trouble", host: "cloud.example", trouble: "refuses" },
        { do: "wait", for: "95s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
