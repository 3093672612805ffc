import { definePolicy } from "tightlip";

export default definePolicy({
  secrets: ["settings.token"],
  scenarios: [
    {
      name: "an order with its arguments",
      steps: [
        { do: "wait", for: "10s" },
        { do: "reply", host: "cloud.example", body: '{"op":"sync","args":{"level":4800,"who":"admin"}}' },
      ],
    },
  ],
  expected: {
    verdict: "leaks",
    findings: [{ secret: "settings.token", observer: "endpoint", degree: "clear" }],
  },
});
