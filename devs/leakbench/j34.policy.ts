import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a name without address",
      steps: [
        { do: "wait", for: "10s" },
        { do: "trouble", host: "clock.example", trouble: "no-address" },
        { do: "wait", for: "20s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
