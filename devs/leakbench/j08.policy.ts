import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "an order of three parts",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: "set:report:9,full" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
