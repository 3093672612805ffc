import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "a new version, and another",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"version":1}' },
        { do: "wait", for: "6s" },
        { do: "reply", host: "cloud.example", body: '{"version":2}' },
        { do: "wait", for: "6s" },
        { do: "reply", host: "cloud.example", body: '{"version":3}' },
        { do: "wait", for: "6s" },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
