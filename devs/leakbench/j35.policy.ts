import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "silent twice",
      steps: [
        { do: "wait", for: "10s" },
        { do: "trouble", host: "cloud.example", trouble: "silent" },
        { do: "wait", for: "60s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
